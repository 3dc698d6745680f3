//! Lines of a quote or an invoice as a table.

use leptos::prelude::*;

use super::sums::Line;
use crate::plain::view;
use crate::{domain::money::Money, i18n::use_t};

#[component]
pub fn Lines(lines: Vec<Line>, total: Money) -> impl IntoView {
    let t = use_t();
    let currency = total.currency().clone();
    let row = move |line: Line| {
        let amount = t.money(&Money::new(line.minor, currency.clone()));
        view! {
            <tr>
                <td data-label=t.people_name() class="table__main">{line.name.clone()}</td>
                <td data-label=t.billing_for() class="table__wrap">{t.line(&line)}</td>
                <td data-label=t.billing_period()>{t.period(&line)}</td>
                <td data-label=t.billing_amount() class="table__number">{amount}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="-1">
            <table class="table">
                <caption class="sr-only">{t.billing_lines()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.people_name()}</th>
                        <th scope="col">{t.billing_for()}</th>
                        <th scope="col">{t.billing_period()}</th>
                        <th scope="col" class="table__number">{t.billing_amount()}</th>
                    </tr>
                </thead>
                <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row" colspan="3">{t.billing_total()}</th>
                        <td class="table__number"><strong>{t.money(&total)}</strong></td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}
