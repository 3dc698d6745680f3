//! `ROLECALL_SMTP_URL` and `ROLECALL_MAIL_FROM`, checked before anything starts.

use lettre::{Address, message::Mailbox};
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

/// A mail server and the sender that it knows us by.
#[derive(Debug, Clone)]
pub struct Settings {
    /// With the password in it.
    pub url: SecretString,
    pub from: Mailbox,
}

/// # Errors
/// The name of the setting that is wrong, and why. Never with its value: it holds a password.
pub fn check(url: Option<SecretString>, from: Option<&str>) -> Result<Option<Settings>, (&'static str, String)> {
    let from = from.map(mailbox).transpose().map_err(|why| ("MAIL_FROM", why))?;
    let Some(url) = url else { return Ok(None) };
    address(url.expose_secret()).map_err(|why| ("SMTP_URL", why.to_owned()))?;
    let why = "is missing: the address that mail comes from, such as Rolecall <rolecall@practice.example>";
    let from = from.ok_or_else(|| ("MAIL_FROM", why.to_owned()))?;
    Ok(Some(Settings { url, from }))
}

fn mailbox(text: &str) -> Result<Mailbox, String> {
    let mailbox: Mailbox = text.parse().map_err(|error| format!("is no address: {error}"))?;
    if mailbox.name.as_ref().is_some_and(|name| name.chars().any(char::is_control)) {
        return Err("has control characters in its name".into());
    }
    Ok(mailbox)
}

/// Links in mails open accounts: they travel encrypted, to a server whose certificate is checked, or do not leave the
/// machine. "Encrypted if offered" is not enough: whoever is in between stops the offer.
fn address(text: &str) -> Result<(), &'static str> {
    let url = Url::parse(text).map_err(|_| "is no address: smtps://USER:PASSWORD@HOST is one")?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or("names no host")?;
    let tls: Vec<_> = url.query_pairs().map(|(key, value)| format!("{key}={value}")).collect();
    let loopback = match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost",
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
    };
    match (url.scheme(), tls.as_slice()) {
        ("smtps", []) => {}
        ("smtp", [only]) if only == "tls=required" => {}
        ("smtp", []) if loopback => {}
        ("smtp", []) => {
            return Err("would send mail unencrypted: use smtps://…, or smtp://…?tls=required for STARTTLS");
        }
        ("smtp" | "smtps", _) => return Err("takes no parameter but tls=required, for STARTTLS over smtp://"),
        _ => return Err("must begin with smtps:// or smtp://"),
    }
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err("must be an address without a path");
    }
    match (url.username().is_empty(), url.password().is_none()) {
        (true, true) | (false, false) => Ok(()),
        _ => Err(
            "needs both a user name and a password, or neither; % and special characters are written as %25 and so on",
        ),
    }
}

/// The envelope's address of a person: international domains in the spelling that every mail server takes.
///
/// # Errors
/// The address can't be sent to.
pub fn recipient(address: &str) -> Result<Address, String> {
    let (local, domain) = address.rsplit_once('@').ok_or("no @ in the address")?;
    let Ok(Host::Domain(domain)) = Host::parse(domain) else { return Err("no domain in the address".into()) };
    Address::new(local, domain).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(url: &str) -> String {
        let from = Some("Rolecall <rolecall@practice.example>");
        check(Some(url.into()), from).map_or_else(|(_, why)| why, |_| "fine".into())
    }

    #[test]
    fn t80_mail_travels_encrypted_or_stays_on_this_machine() {
        for fine in [
            "smtps://user:pass%20word@mail.example",
            "smtps://mail.example:4650",
            "smtp://user:password@mail.example:587?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://[::1]:2525",
            "smtp://localhost",
        ] {
            assert_eq!(why(fine), "fine", "{fine}");
        }
        for (refused, word) in [
            ("smtp://mail.example", "unencrypted"),
            ("smtp://user:secret@mail.example:25", "unencrypted"),
            ("smtp://mail.example?tls=opportunistic", "tls=required"),
            ("smtp://localhost?tls=opportunistic", "tls=required"),
            ("smtps://mail.example?verify=no", "tls=required"),
            ("http://mail.example", "smtps"),
            ("mail.example:25", "host"),
            ("smtps://mail.example/path", "path"),
            ("smtps://user@mail.example", "password"),
            ("smtp://localhost.evil.example", "unencrypted"),
            ("", "no address"),
        ] {
            let why = why(refused);
            assert!(why.contains(word), "{refused}: {why}");
            assert!(!why.contains("secret"));
        }
    }

    #[test]
    fn t80_a_sender_is_needed_and_is_an_address() {
        let url = || Some(SecretString::from("smtp://localhost"));
        assert_eq!(check(url(), None).map(drop).map_err(|(name, _)| name), Err("MAIL_FROM"));
        for wrong in ["rolecall", "a@b.example\r\nBcc: eve@evil.example", "Role\ncall <a@b.example>", ""] {
            assert_eq!(check(None, Some(wrong)).map(drop).map_err(|(name, _)| name), Err("MAIL_FROM"), "{wrong:?}");
        }
        assert!(check(None, None).is_ok_and(|settings| settings.is_none()));
    }

    #[test]
    fn international_domains_are_spelled_in_ascii() {
        let address = recipient("info@clínica-álvarez.mx").expect("an address");
        assert_eq!(address.to_string(), "info@xn--clnica-lvarez-9db8o.mx");
        assert_eq!(recipient("a@b.example").expect("an address").to_string(), "a@b.example");
        assert!(recipient("a@b.example>\r\nRCPT TO:<eve@evil.example").is_err());
    }
}
