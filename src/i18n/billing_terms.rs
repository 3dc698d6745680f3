//! The words of plans, amounts and invoices.

use chrono::{Datelike as _, NaiveDate};

use super::{Lang, T};
use crate::{
    domain::money::Money,
    tiers::{
        billing::model::InvoiceState,
        model::{Item, Plan, Product},
        sums::{Line, LineKind},
    },
};

impl T {
    #[must_use]
    pub fn product(self, product: Product) -> &'static str {
        match product {
            Product::SecureMail => self.plans_secure_mail(),
            Product::OutlookPlugin => self.plans_outlook_plugin(),
        }
    }

    #[must_use]
    pub fn plan(self, plan: Plan) -> &'static str {
        match plan {
            Plan::Monthly => self.plans_monthly(),
            Plan::Annual => self.plans_annual(),
        }
    }

    #[must_use]
    pub fn item(self, item: Item) -> &'static str {
        match (item.product, item.plan) {
            (Product::SecureMail, Plan::Monthly) => self.plans_secure_mail_monthly(),
            (Product::SecureMail, Plan::Annual) => self.plans_secure_mail_annual(),
            (Product::OutlookPlugin, Plan::Monthly) => self.plans_outlook_plugin_monthly(),
            (Product::OutlookPlugin, Plan::Annual) => self.plans_outlook_plugin_annual(),
        }
    }

    /// Comma-separated stored names of products with their plans.
    #[must_use]
    pub fn item_list(self, stored: &str) -> String {
        let named = |name: &str| {
            let item = Item::ALL.into_iter().find(|item| item.name() == name);
            item.map_or_else(|| name.to_owned(), |item| self.item(item).to_owned())
        };
        stored.split(',').map(named).collect::<Vec<_>>().join(", ")
    }

    #[must_use]
    pub fn invoice_state(self, state: InvoiceState) -> &'static str {
        match state {
            InvoiceState::Open => self.billing_state_open(),
            InvoiceState::Overdue => self.billing_state_overdue(),
            InvoiceState::Paid => self.billing_state_paid(),
            InvoiceState::Charging => self.payments_state_charging(),
        }
    }

    /// `Visa ···· 4242`.
    #[must_use]
    pub fn card(self, brand: &str, last_four: &str) -> String {
        let brand = match brand {
            "visa" => "Visa",
            "mastercard" => "Mastercard",
            "amex" => "American Express",
            "discover" => "Discover",
            "diners" => "Diners Club",
            "jcb" => "JCB",
            "unionpay" => "UnionPay",
            _ => self.payments_card(),
        };
        format!("{brand} ···· {last_four}")
    }

    /// What a line of an invoice is for.
    #[must_use]
    pub fn line(self, line: &Line) -> String {
        let item = self.item(Item { product: line.product, plan: line.plan });
        match line.kind {
            LineKind::Period => item.to_owned(),
            LineKind::Part => self.billing_line_part(item),
            LineKind::Credit => self.billing_line_credit(item),
            LineKind::FreeSeat => self.billing_line_free(item),
        }
    }

    /// The days of a line, the first and the last.
    #[must_use]
    pub fn period(self, line: &Line) -> String {
        format!("{} – {}", self.day(line.starts), self.day(line.last_day()))
    }

    /// `Nov 2026`.
    #[must_use]
    pub fn short_month(self, day: NaiveDate) -> String {
        let text = self.day(day.with_day(1).unwrap_or(day));
        text.split_once(' ').map(|(_, month)| month.to_owned()).unwrap_or_default()
    }

    /// `$1,234.50` in English, `1,234.50 USD` in Spanish: a dollar sign alone means another currency in many of its
    /// countries.
    #[must_use]
    pub fn money(self, money: &Money) -> String {
        let amount = money.amount();
        let (sign, amount) = amount.strip_prefix('-').map_or(("", amount.as_str()), |amount| ("-", amount));
        let (whole, fraction) = amount.split_once('.').map_or((amount, None), |(whole, rest)| (whole, Some(rest)));
        let grouped = whole.parse().map_or_else(|_| whole.to_owned(), |whole: i64| self.number(whole));
        let amount = fraction.map_or_else(|| grouped.clone(), |fraction| format!("{grouped}.{fraction}"));
        match (self.lang(), money.currency().as_str()) {
            (Lang::En, "USD") => format!("{sign}${amount}"),
            (_, currency) => format!("{sign}{amount} {currency}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    #[test]
    fn amounts_are_written_as_their_readers_do() {
        let money = |minor, currency: &str| Money::new(minor, Currency::parse(currency).expect("a currency"));
        let (en, es) = (T::new(Lang::En), T::new(Lang::Es));
        for (minor, currency, english, spanish) in [
            (123_450, "USD", "$1,234.50", "1,234.50 USD"),
            (-677, "USD", "-$6.77", "-6.77 USD"),
            (500, "CLP", "500 CLP", "500 CLP"),
            (0, "USD", "$0.00", "0.00 USD"),
        ] {
            let money = money(minor, currency);
            assert_eq!((en.money(&money), es.money(&money)), (english.to_owned(), spanish.to_owned()));
        }
    }

    #[test]
    fn months_have_their_names() {
        let day = "2026-11-22".parse().expect("a day");
        let shown = [Lang::En, Lang::Es].map(|lang| T::new(lang).short_month(day));
        assert_eq!(shown, ["Nov 2026", "nov 2026"]);
    }
}
