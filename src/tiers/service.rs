//! The work behind the price list.

use super::{
    form::PriceForm,
    model::{Item, PriceList, Version},
    store,
};
use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
    },
    history::model::{Event, EventKind},
    server::{
        doors::{Command, Cx, Done, Query},
        fault::Fault,
    },
};

/// How many lists the page shows.
const SHOWN: i64 = 20;

fn shown<C>(cx: &Cx<C>, lists: Vec<(PriceList, Instant, String)>) -> Vec<Version> {
    let all = (lists.len() as i64) < SHOWN;
    let set = |(prices, since, by)| Version { prices, set: Some((cx.local(since), by)) };
    let first = all.then(|| Version { prices: PriceList::standard(), set: None });
    lists.into_iter().map(set).chain(first).collect()
}

pub async fn versions(cx: &mut Query) -> Result<Vec<Version>, Fault> {
    let lists = store::price_lists(&mut cx.conn, SHOWN).await?;
    Ok(shown(cx, lists))
}

/// # Errors
/// Wrong fields, or another currency once something has been sold: a payer's invoices stay in one.
pub async fn set(cx: &mut Command, form: &PriceForm) -> Result<Done<Vec<Version>>, Fault> {
    cx.fresh()?;
    let prices = form.parse()?;
    let before = store::prices(&mut cx.conn).await?;
    if prices.currency != before.currency && store::has_sold(&mut cx.conn).await? {
        return Err(FieldErrors::one("currency", Code::CurrencyInUse).into());
    }
    let id = cx.state.random.id(cx.now);
    store::add_prices(&mut cx.conn, id, &prices, &cx.viewer.actor, cx.now).await?;
    let mut event = Event::new(EventKind::PricesChanged);
    let amount = |prices: &PriceList, item| prices.price(item).map(|money| money.to_string()).unwrap_or_default();
    for item in Item::ALL {
        event.change(item.name(), amount(&before, item), amount(&prices, item));
    }
    let lists = store::price_lists(&mut cx.conn, SHOWN).await?;
    Ok(Done::new(shown(cx, lists), event))
}
