use super::*;
use crate::domain::clock::instant;

fn at(minutes: i64) -> Instant {
    instant(minutes * 60_000)
}

#[test]
fn every_name_reads_back() {
    for state in MailState::ALL {
        assert_eq!(MailState::from_name(state.name()), Some(state));
    }
    for kind in LetterKind::ALL {
        assert_eq!(LetterKind::from_name(kind.name()), Some(kind));
    }
    for trouble in Trouble::ALL {
        assert_eq!(Trouble::from_name(trouble.name()), Some(trouble));
    }
}

#[test]
fn a_try_ends_as_the_mail_server_says() {
    use MailState::*;
    let said = || "said".to_owned();
    for (outcome, from_open, from_cancelled) in [
        (Outcome::Accepted(said()), Accepted, Accepted),
        (Outcome::Refused(said()), Bounced, Cancelled),
        (Outcome::NotNow(said()), Deferred, Cancelled),
        (Outcome::Failed(Trouble::Unreachable, said()), Deferred, Cancelled),
        (Outcome::Failed(Trouble::TooSlow, said()), Deferred, Cancelled),
        (Outcome::Failed(Trouble::TooLate, said()), GivenUp, Cancelled),
        (Outcome::Failed(Trouble::Unreadable, said()), GivenUp, Cancelled),
    ] {
        for (state, wanted) in [(Queued, from_open), (Deferred, from_open), (Cancelled, from_cancelled)] {
            let verdict = state.after(&outcome, 1, at(24 * 60), at(0));
            assert_eq!(verdict.state, wanted, "{state:?} {outcome:?}");
            assert_eq!(verdict.next_try.is_some(), wanted.is_open(), "{state:?} {outcome:?}");
            assert_eq!(verdict.reply, "said");
        }
    }
}

#[test]
fn pauses_grow_to_an_hour_and_end_after_a_day() {
    let outcome = Outcome::NotNow("later".into());
    let mut now = at(0);
    let mut pauses = Vec::new();
    for attempt in 1.. {
        let verdict = MailState::Queued.after(&outcome, attempt, at(24 * 60), now);
        let Some(next) = verdict.next_try else {
            assert_eq!(verdict.state, MailState::GivenUp);
            break;
        };
        pauses.push((next - now).num_minutes());
        now = next;
    }
    assert_eq!(pauses[..8], [1, 2, 4, 8, 16, 32, 60, 60]);
    assert_eq!(pauses.len(), 28, "28 pauses fit into 24 hours");
}

#[test]
fn silence_is_tried_again_sooner() {
    let silence = Outcome::Failed(Trouble::Unreachable, String::new());
    let verdict = MailState::Queued.after(&silence, 1, at(60), at(0));
    assert_eq!(verdict.next_try, Some(instant(5_000)));
    let verdict = MailState::Deferred.after(&silence, 1_000, at(60), at(0));
    assert_eq!(verdict.next_try, Some(at(5)));
}

#[test]
fn t71_words_of_a_mail_server_are_one_plain_line() {
    assert_eq!(plain("550 5.1.1\r\n\u{1b}[31mno  such\tuser\0"), "550 5.1.1 [31mno such user");
    assert_eq!(plain(&"x".repeat(1_000)).len(), LONGEST_REPLY);
}
