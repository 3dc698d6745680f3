//! What was said about a ticket, and the files that came with it.

use std::collections::HashMap;

use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use crate::{
    domain::{
        clock::{Instant, Stamp, instant, millis},
        ids::{AttachmentId, MessageId, PracticeId, TicketId},
    },
    on,
    server::{db::Conn, fault::Fault},
    support::{
        file::Media,
        model::{Act, Ticket},
        views::{FileView, MessageView},
    },
};

/// One entry about to be kept.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: MessageId,
    /// The ticket's version that it led to.
    pub number: i64,
    pub act: Act,
    pub author: String,
    pub organisation: String,
    pub body: String,
    pub at: Instant,
}

pub async fn add(conn: &mut Conn, ticket: &Ticket, message: &Message) -> sqlx::Result<()> {
    let sql = "insert into ticket_messages (id, practice_id, ticket_id, number, act, author_name, organisation, body, at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(conn, |c| {
        query(sql)
            .bind(message.id.uuid())
            .bind(ticket.practice.uuid())
            .bind(ticket.id.uuid())
            .bind(message.number)
            .bind(message.act.rank())
            .bind(&message.author)
            .bind(&message.organisation)
            .bind(&message.body)
            .bind(millis(message.at))
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// One file about to be kept.
#[derive(Debug, Clone)]
pub struct Attachment {
    pub name: String,
    pub media: Media,
    pub content: Vec<u8>,
}

pub async fn attach(
    conn: &mut Conn,
    ticket: &Ticket,
    (message, position): (MessageId, i16),
    (id, file): (AttachmentId, &Attachment),
) -> sqlx::Result<()> {
    let sql = "insert into ticket_files (id, practice_id, ticket_id, message_id, position, name, media, size, content) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(ticket.practice.uuid())
            .bind(ticket.id.uuid())
            .bind(message.uuid())
            .bind(position)
            .bind(&file.name)
            .bind(file.media.rank())
            .bind(file.content.len() as i64)
            .bind(&file.content)
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// Name, sort and content of a ticket's file.
pub async fn file(
    conn: &mut Conn,
    (practice, ticket): (PracticeId, TicketId),
    id: AttachmentId,
) -> Result<Option<Attachment>, Fault> {
    let sql = "select name, media, content from ticket_files where practice_id = $1 and ticket_id = $2 and id = $3";
    let row: Option<(String, i16, Vec<u8>)> = on!(conn, |c| {
        query_as(sql).bind(practice.uuid()).bind(ticket.uuid()).bind(id.uuid()).fetch_optional(&mut *c).await?
    });
    let kept = |(name, media, content)| Ok(Attachment { name, media: known_media(media, id.uuid())?, content });
    row.map(kept).transpose()
}

fn known_media(rank: i16, id: Uuid) -> Result<Media, Fault> {
    Media::from_rank(rank).ok_or_else(|| Fault::inconsistent(format!("ticket_files.media of {id}")))
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    act: i16,
    author_name: String,
    organisation: String,
    body: String,
    at: i64,
}

/// All that was said and sent, the oldest first.
pub async fn of(
    conn: &mut Conn,
    practice: PracticeId,
    ticket: TicketId,
    local: impl Fn(Instant) -> Stamp,
) -> Result<Vec<MessageView>, Fault> {
    let mut files = files(conn, practice, ticket).await?;
    let sql = "select id, act, author_name, organisation, body, at from ticket_messages \
               where practice_id = $1 and ticket_id = $2 order by number";
    let rows: Vec<Row> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(ticket.uuid()).fetch_all(&mut *c).await?);
    let view = |row: Row| {
        Ok(MessageView {
            id: MessageId::new(row.id),
            act: Act::from_rank(row.act)
                .ok_or_else(|| Fault::inconsistent(format!("ticket_messages.act of {}", row.id)))?,
            author: row.author_name,
            organisation: row.organisation,
            at: local(instant(row.at)),
            body: row.body,
            files: files.remove(&row.id).unwrap_or_default(),
        })
    };
    rows.into_iter().map(view).collect()
}

async fn files(conn: &mut Conn, practice: PracticeId, ticket: TicketId) -> Result<HashMap<Uuid, Vec<FileView>>, Fault> {
    let sql = "select message_id, id, name, media, size from ticket_files \
               where practice_id = $1 and ticket_id = $2 order by position";
    let rows: Vec<(Uuid, Uuid, String, i16, i64)> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).bind(ticket.uuid()).fetch_all(&mut *c).await?);
    let mut files: HashMap<_, Vec<_>> = HashMap::new();
    for (message, id, name, media, size) in rows {
        let file = FileView { id: AttachmentId::new(id), name, media: known_media(media, id)?, size };
        files.entry(message).or_default().push(file);
    }
    Ok(files)
}
