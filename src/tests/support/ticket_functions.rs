//! The verbs of support tickets, about one that nobody has filed.

use rolecall::{
    domain::{ids::TicketId, permission::Permission},
    support::{
        api::{
            AssignTicket, DecideTicket, FileTicket, GetNewTicketOptions, GetTicket, ListTickets, WithdrawTicket,
            WriteToTicket,
        },
        form::TicketForm,
        model::Decision,
        query::TicketQuery,
    },
};

use super::{
    TestApp,
    functions::{Function, Needs, function},
};

pub fn all(app: &TestApp) -> Vec<Function> {
    let id = TicketId::new(app.state.random.id(app.now()));
    let [follow, file, decide] =
        [Permission::FollowTickets, Permission::FileTickets, Permission::DecideTickets].map(Needs::Permission);
    let (seen, text) = (1, "Please".to_owned());
    let functions = vec![
        function(follow, &ListTickets { query: TicketQuery::default() }),
        function(follow, &GetTicket { id }),
        function(file, &GetNewTicketOptions {}),
        function(file, &FileTicket { form: TicketForm::default() }),
        function(follow, &WriteToTicket { id, text: text.clone(), waits: false }),
        function(decide, &AssignTicket { id, seen }),
        function(decide, &DecideTicket { id, seen, decision: Decision::Denied, reason: text }),
        function(file, &WithdrawTicket { id, seen }),
    ];
    functions.into_iter().map(|function| Function { whole_practice: true, ..function }).collect()
}
