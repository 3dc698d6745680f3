//! "Add user": the employee found or added, then the account, by invitation or at once.

use super::{
    form::{AccountForm, EmployeeForm, NewAccount, Way},
    model::{AddOptions, Added, Candidate, Employee, at_own_level, can_add_as},
    store,
};
use crate::{
    account::temporary::{self, Made},
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{EmployeeId, GrantId, PersonId},
        permission::Permission,
        role::Role,
        scope::Reach,
    },
    error::{AppError, AppResult},
    history::model::{Event, EventKind},
    invitations,
    people::{
        self,
        model::{AccountState, Person},
        service::main_grant,
        store::{grants, owner_of_email},
    },
    practices::{model::Place, store::places},
    server::{
        db::Conn,
        doors::{self, Command, Cx, Done, Query},
        fault::Fault,
    },
    session::credentials,
    setup::service::blank,
};

/// The longest text that is searched for.
const LONGEST_SEARCH: usize = 254;

pub async fn search(cx: &mut Query, text: &str) -> Result<Vec<Candidate>, Fault> {
    let text: String = text.chars().filter(|c| !c.is_control()).take(LONGEST_SEARCH).collect();
    if text.trim().is_empty() { Ok(Vec::new()) } else { store::search(&mut cx.conn, cx.reach, &text).await }
}

/// What the forms offer; `id` is the employee who gets an account.
pub async fn options(cx: &mut Query, id: Option<EmployeeId>) -> Result<AddOptions, Fault> {
    let employee = match id {
        Some(id) => Some(store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?),
        None => None,
    };
    let actor = &cx.viewer.actor;
    let offered = Role::ALL.into_iter().filter(|role| Role::PracticeOwner.may_hand_out(*role));
    let roles = offered.map(|role| (role, can_add_as(role, actor).err())).collect();
    let narrower = employee.as_ref().is_some_and(|one| at_own_level(one.place.provider, cx.reach).is_err());
    let account_place = match &employee {
        Some(employee) => own_level(&mut cx.conn, cx.reach, employee).await?.name,
        None => String::new(),
    };
    Ok(AddOptions { places: places(&mut cx.conn, cx.reach).await?, roles, employee, account_place, narrower })
}

/// The employee's place at the administrator's own level.
async fn own_level(conn: &mut Conn, reach: Reach, employee: &Employee) -> Result<Place, Fault> {
    if at_own_level(employee.place.provider, reach).is_ok() {
        return Ok(employee.place.clone());
    }
    let value = reach.provider.map_or_else(|| employee.place.office.to_string(), |provider| provider.to_string());
    let place = places(conn, reach).await?.place(&value);
    place.ok_or_else(|| Fault::inconsistent(format!("employees.office_id of {}", employee.id)))
}

/// Adds an employee.
///
/// # Errors
/// Wrong fields; an address or number that somebody here has already.
pub async fn add_employee(cx: &mut Command, form: &EmployeeForm) -> Result<Done<EmployeeId>, Fault> {
    let (practice, now) = (cx.reach.practice, cx.now);
    let places = places(&mut cx.conn, cx.reach).await?;
    let employee = form.parse(EmployeeId::new(cx.state.random.id(now)), &places)?;
    let mut errors = FieldErrors::default();
    for field in store::used(&mut cx.conn, practice, &employee.email, &employee.employee_no).await? {
        errors.push(field, Code::Taken);
    }
    errors.or(Some(()))?;
    store::insert(&mut cx.conn, practice, &employee, now).await?;
    let mut event = Event::new(EventKind::EmployeeAdded);
    event.change("last_name", "", &employee.last_name);
    event.change("first_name", "", &employee.first_name);
    event.change("place", "", &employee.place.name);
    event.change("employee_no", "", &employee.employee_no);
    event.change("email", "", &employee.email);
    Ok(Done::new(employee.id, event))
}

/// Gives an employee an account. A temporary password is hashed before the write lock is taken.
///
/// # Errors
/// Wrong fields, a role that one may not give, an address or username that is taken, an employee with an account.
pub async fn add_account(id: EmployeeId, form: AccountForm) -> AppResult<Added> {
    let made = match form.way {
        Way::Invite => None,
        Way::Now => {
            let made = doors::query(Permission::AddPeople, async |cx: &mut Query| {
                let employee = store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
                checked(cx, &employee, &form)?;
                Made::new(&cx.state).await
            });
            Some(made.await?)
        }
    };
    doors::command(Permission::AddPeople, async |cx| store_it(cx, id, &form, made).await).await
}

fn checked<C>(cx: &Cx<C>, employee: &Employee, form: &AccountForm) -> Result<NewAccount, Fault> {
    let new = form.parse()?;
    can_add_as(new.role, &cx.viewer.actor)?;
    if form.way == Way::Now {
        cx.fresh()?;
    }
    if employee.person.is_some() {
        return Err(FieldErrors::one("email", Code::Taken).into());
    }
    Ok(new)
}

async fn store_it(
    cx: &mut Command,
    id: EmployeeId,
    form: &AccountForm,
    made: Option<Made>,
) -> Result<Done<Added>, Fault> {
    let practice = cx.reach.practice;
    let employee = store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let new = checked(cx, &employee, form)?;
    if owner_of_email(&mut cx.conn, &new.email).await?.is_some() {
        return Err(FieldErrors::one("email", Code::Taken).into());
    }
    let place = own_level(&mut cx.conn, cx.reach, &employee).await?;
    let mut person = known(PersonId::new(cx.state.random.id(cx.now)), place, &employee, &new, cx.now);
    let done = match made {
        None => invited(cx, &mut person).await?,
        Some(made) => created(cx, &mut person, &new, made).await?,
    };
    store::set_account(&mut cx.conn, practice, id, person.id).await?;
    Ok(done)
}

/// The person that an employee becomes.
fn known(id: PersonId, place: Place, employee: &Employee, new: &NewAccount, now: Instant) -> Person {
    Person {
        first_name: new.first_name.clone(),
        middle_name: new.middle_name.clone(),
        last_name: new.last_name.clone(),
        email: new.email.clone(),
        phone: employee.phone.clone(),
        title: employee.title.clone(),
        employee_no: employee.employee_no.clone(),
        language: new.language.tag().into(),
        role: new.role,
        ..blank(id, place, now)
    }
}

async fn invited(cx: &mut Command, person: &mut Person) -> Result<Done<Added>, Fault> {
    invitations::model::can_invite(person.role, &cx.viewer.actor)?;
    let rules = invitations::store::rules::of(&mut cx.conn, cx.reach.practice).await?;
    person.invite_expires = Some(cx.now + rules.lifetime());
    let mut events = invitations::service::bring_in(cx, std::slice::from_ref(person), "").await?;
    let event = events.pop().ok_or_else(|| Fault::inconsistent("an invitation without an event"))?;
    Ok(Done::new(Added { person: person.id, sheet: None }, event))
}

async fn created(cx: &mut Command, person: &mut Person, new: &NewAccount, made: Made) -> Result<Done<Added>, Fault> {
    let (practice, now) = (cx.reach.practice, cx.now);
    let taken = || Fault::from(FieldErrors::one("username", Code::Taken));
    let username = new.username.as_ref().ok_or_else(taken)?.as_str();
    if credentials::is_taken(&mut cx.conn, username).await? {
        return Err(taken());
    }
    person.username = username.to_owned();
    person.state = AccountState::Active;
    person.registered = Some(now);
    people::store::insert(&mut cx.conn, practice, person, now).await?;
    let giver = (Some(cx.viewer.actor.person), cx.viewer.actor.name.clone());
    let grant = main_grant(practice, GrantId::new(cx.state.random.id(now)), giver, now, person);
    grants::add(&mut cx.conn, practice, &grant).await?;
    credentials::add(&mut cx.conn, person.id, username, &made.hashed, Some(made.until(now)), now).await?;
    let mut event = Event::new(EventKind::PersonAdded).about(person.id, person.name());
    event.change("username", "", username);
    event.change("email", "", &person.email);
    event.change("role", "", person.role.name());
    event.change("place", "", &person.place.name);
    let sheet = temporary::sheet(cx, person.clone(), made).await?;
    Ok(Done::new(Added { person: person.id, sheet: Some(sheet) }, event))
}
