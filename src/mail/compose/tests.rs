use uuid::Uuid;

use super::*;
use crate::domain::{clock::instant, role::Role};

const QUEUED: i64 = 1_772_463_600_000;

fn base() -> Url {
    "https://portal.example".parse().expect("an address")
}

fn invitation(practice: &str, inviter: &str, message: &str) -> Letter {
    Letter::Invitation {
        practice: practice.into(),
        inviter: inviter.into(),
        role: Role::PortalUser,
        place: "Main Street".into(),
        expires: instant(QUEUED + 86_400_000),
        zone: "America/Chicago".into(),
        link: "/invite/s3cret".into(),
        message: message.into(),
    }
}

fn sent(lang: Lang, letter: &Letter, to: &str) -> String {
    let from = "Rolecall <rolecall@portal.example>".parse().expect("a sender");
    let composed = compose(&base(), lang, letter).expect("composes");
    let about = (MailId::new(Uuid::from_u128(7)), instant(QUEUED));
    let message = message(&base(), &from, about, to, composed).expect("a message");
    String::from_utf8(message.formatted()).expect("ASCII")
}

#[test]
fn an_invitation_says_who_what_where_and_until_when() {
    let en = compose(&base(), Lang::En, &invitation("Cedar Valley", "Adam Admin", "")).expect("composes");
    assert_eq!(en.subject, "Adam Admin invites you to Cedar Valley");
    for words in
        ["Portal User", "Main Street", "3 Mar 2026, 09:00 (America/Chicago)", "https://portal.example/invite/s3cret"]
    {
        assert!(en.text.contains(words), "{words}: {}", en.text);
        assert!(en.html.contains(words), "{words}: {}", en.html);
    }
    let es = compose(&base(), Lang::Es, &invitation("Cedar Valley", "Adam Admin", "")).expect("composes");
    assert!(es.html.contains("lang=\"es\"") && es.text.contains("3 mar 2026") && es.subject != en.subject);
}

#[test]
fn t47_names_stay_names() {
    let practice = "Cedar\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script>";
    let inviter = "Eve\" onclick=\"x {practice} {0}\u{202e}";
    let letter = invitation(practice, inviter, "Hello\r\n.\r\nRCPT TO:<eve@evil.example>\n<img src=x>");
    let composed = compose(&base(), Lang::En, &letter).expect("composes");
    assert!(!composed.subject.contains(['\r', '\n', '\u{202e}']));
    assert!(composed.subject.contains("{practice} {0}"), "braces are letters: {}", composed.subject);
    assert!(
        !composed.html.contains("<script") && !composed.html.contains("<img") && !composed.html.contains("onclick=\"x")
    );
    assert!(composed.html.contains("&lt;script&gt;") && composed.html.contains("&lt;img src=x&gt;"));
    let sent = sent(Lang::En, &letter, "ana@cedar.example");
    let head = sent.split("\r\n\r\n").next().expect("a head");
    assert!(!head.to_lowercase().contains("\nbcc:"), "{head}");
    assert_eq!(head.matches("\nTo: ").count(), 1, "{head}");
}

#[test]
fn the_same_mail_has_the_same_id_and_date() {
    let letter = invitation("Cedar Valley", "Adam Admin", "");
    let (one, other) = (sent(Lang::En, &letter, "ana@cedar.example"), sent(Lang::En, &letter, "ana@cedar.example"));
    let line = |mail: &str, name: &str| mail.lines().find(|line| line.starts_with(name)).map(str::to_owned);
    for name in ["Message-ID: ", "Date: "] {
        assert_eq!(line(&one, name), line(&other, name));
    }
    let id = line(&one, "Message-ID: ");
    assert_eq!(id.as_deref(), Some("Message-ID: <00000000-0000-0000-0000-000000000007@portal.example>"));
    assert_eq!(line(&one, "Date: ").as_deref(), Some("Date: Mon, 02 Mar 2026 15:00:00 +0000"));
    assert_eq!(line(&one, "Auto-Submitted: ").as_deref(), Some("Auto-Submitted: auto-generated"));
    assert!(one.contains("multipart/alternative") && one.contains("text/plain") && one.contains("text/html"));
}

#[test]
fn t41_links_stay_on_this_installation() {
    for elsewhere in
        ["//evil.example/invite", "https://evil.example/", "invite/x", "/\\evil.example", "javascript:alert(1)"]
    {
        let letter = Letter::InvitationAskedAgain {
            practice: "Cedar Valley".into(),
            invited: "ana@cedar.example".into(),
            link: elsewhere.into(),
        };
        assert!(compose(&base(), Lang::En, &letter).is_err(), "{elsewhere}");
    }
}
