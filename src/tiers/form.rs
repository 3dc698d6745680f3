//! The operator's form of a price list.

use serde::{Deserialize, Serialize};

use super::model::{Item, PriceList};
use crate::domain::{
    code::{Code, FieldErrors},
    money::{Currency, Money},
};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceForm {
    pub currency: String,
    /// In the order of [`Item::ALL`]; empty: not on offer.
    pub amounts: [String; 4],
}

impl PriceForm {
    /// The names of the fields, as they stand on the page.
    pub const FIELDS: [&'static str; 5] =
        ["currency", "secure_mail_monthly", "secure_mail_annual", "outlook_plugin_monthly", "outlook_plugin_annual"];

    /// The form as it is filled when it opens.
    pub fn of(prices: &PriceList) -> Self {
        let amount = |minor| Money::new(minor, prices.currency.clone()).amount();
        Self {
            currency: prices.currency.to_string(),
            amounts: prices.amounts.map(|minor| minor.map(amount).unwrap_or_default()),
        }
    }

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn parse(&self) -> Result<PriceList, FieldErrors> {
        let currency = Currency::parse(&self.currency).map_err(|code| FieldErrors::one("currency", code))?;
        let mut errors = FieldErrors::default();
        let mut amounts = [None; 4];
        for ((item, text), amount) in Item::ALL.iter().zip(&self.amounts).zip(&mut amounts) {
            match Money::parse(text, &currency) {
                Ok(money) => *amount = Some(money.minor()),
                Err(Code::Required) => {}
                Err(code) => errors.push(item.name(), code),
            }
        }
        errors.or(Some(PriceList { currency, amounts }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c18_a_list_reads_back_and_every_wrong_amount_is_named() {
        let standard = PriceList::standard();
        let mut form = PriceForm::of(&standard);
        assert_eq!(form.amounts, ["10.00", "100.00", "5.00", "50.00"]);
        assert_eq!(form.parse(), Ok(standard));
        form.amounts = ["-1".into(), String::new(), "1.001".into(), "0".into()];
        let errors = form.parse().expect_err("two are wrong");
        let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["secure_mail_monthly", "outlook_plugin_monthly"]);
        form.amounts = [String::new(), String::new(), String::new(), "0".into()];
        assert_eq!(form.parse().map(|prices| prices.amounts), Ok([None, None, None, Some(0)]));
        form.currency = "dollars".into();
        assert_eq!(form.parse(), Err(FieldErrors::one("currency", Code::Unknown)));
    }

    #[test]
    fn every_field_is_an_item() {
        assert!(Item::ALL.iter().zip(&PriceForm::FIELDS[1..]).all(|(item, field)| item.name() == *field));
    }
}
