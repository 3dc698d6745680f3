//! What a request says about itself: its id, where it comes from, with what.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::{HeaderMap, header};
use ipnet::IpNet;

/// How much of a user agent is kept; the rest says nothing.
const LONGEST_AGENT: usize = 200;

/// Facts about one request that events and brakes use. Made once by the outermost layer.
#[derive(Debug, Clone)]
pub struct RequestInfo {
    pub id: String,
    pub address: IpAddr,
    pub agent: String,
    /// A form posted by a browser without our module: wants a page back, not JSON.
    pub accepts_html: bool,
}

impl RequestInfo {
    pub fn new(id: String, peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
        let agent = text(header::USER_AGENT).unwrap_or_default();
        Self {
            id,
            address: client_address(peer, headers, trusted),
            agent: agent.chars().filter(|c| !c.is_control()).take(LONGEST_AGENT).collect(),
            accepts_html: text(header::ACCEPT).is_some_and(|accept| accept.contains("text/html")),
        }
    }

    /// What a brake counts by: one IPv4 address, or the /64 that one IPv6 customer gets.
    pub fn network(&self) -> String {
        match self.address {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }
}

/// The address of the browser: the peer's, unless the peer is a proxy we were told to trust; then the last address in
/// `X-Forwarded-For` that is not such a proxy. A header from anybody else changes nothing (T19).
fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    if !is_trusted(&peer) {
        return peer;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|part| part.trim().parse::<IpAddr>())
        .rev_until_bad()
        .into_iter()
        .find(|address| !is_trusted(address))
        .unwrap_or(peer)
}

trait RevUntilBad {
    /// The parsed addresses from the last one backwards, up to the first that is none.
    fn rev_until_bad(self) -> Vec<IpAddr>;
}

impl<E, I: Iterator<Item = Result<IpAddr, E>>> RevUntilBad for I {
    fn rev_until_bad(self) -> Vec<IpAddr> {
        let mut all: Vec<_> = self.collect();
        all.reverse();
        all.into_iter().map_while(Result::ok).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(peer: &str, forwarded: Option<&str>, trusted: &[&str]) -> RequestInfo {
        let mut headers = HeaderMap::new();
        if let Some(value) = forwarded {
            headers.insert("x-forwarded-for", value.parse().expect("a header value"));
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().expect("a network")).collect();
        RequestInfo::new("1".into(), peer.parse().expect("an address"), &headers, &trusted)
    }

    #[test]
    fn t19_a_forwarded_address_counts_only_from_a_trusted_proxy() {
        assert_eq!(info("203.0.113.9", Some("198.51.100.1"), &[]).network(), "203.0.113.9");
        assert_eq!(info("10.0.0.1", Some("198.51.100.1"), &["10.0.0.0/8"]).network(), "198.51.100.1");
        // What the browser itself wrote stands before what the proxies added.
        assert_eq!(
            info("10.0.0.1", Some("1.2.3.4, 198.51.100.1, 10.0.0.2"), &["10.0.0.0/8"]).network(),
            "198.51.100.1"
        );
        assert_eq!(info("10.0.0.1", Some("nonsense"), &["10.0.0.0/8"]).network(), "10.0.0.1");
    }

    #[test]
    fn one_ipv6_customer_is_one_network() {
        assert_eq!(info("2001:db8:1:2:3:4:5:6", None, &[]).network(), "2001:db8:1:2::/64");
    }
}
