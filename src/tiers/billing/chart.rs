//! What was invoiced month by month: bars, and the same as a table beside them.

use leptos::prelude::*;

use super::views::Spent;
use crate::i18n::use_t;
use crate::plain::view;

/// The drawing's size, in its own units.
const HEIGHT: i64 = 120;
const BAR: i64 = 28;
const STEP: i64 = 40;

/// How high the bar of an amount is; something is never drawn as nothing.
fn height(minor: i64, most: i64) -> i64 {
    if minor <= 0 { 0 } else { (minor.saturating_mul(HEIGHT) / most.max(1)).clamp(2, HEIGHT) }
}

#[component]
pub fn SpentChart(spent: Vec<Spent>) -> impl IntoView {
    let t = use_t();
    let most = spent.iter().map(|month| month.amount.minor()).max().unwrap_or(0);
    let width = STEP * spent.len() as i64;
    let bars: Vec<_> = (0..)
        .zip(&spent)
        .map(|(number, month)| {
            let height = height(month.amount.minor(), most);
            view! { <rect x=number * STEP + (STEP - BAR) / 2 y=HEIGHT - height width=BAR height=height rx="3"></rect> }
        })
        .collect();
    let row = move |month: Spent| {
        view! {
            <tr>
                <th scope="row">{t.short_month(month.month)}</th>
                <td class="table__number">{t.money(&month.amount)}</td>
            </tr>
        }
    };
    view! {
        <div class="spent">
            <svg class="spent__bars" viewBox=format!("0 0 {width} {HEIGHT}") role="img" aria-label=t.billing_spent_chart()>
                {bars}
            </svg>
            <div class="scroll" tabindex="-1">
                <table class="table">
                    <caption class="sr-only">{t.billing_spent()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.billing_month()}</th>
                            <th scope="col" class="table__number">{t.billing_amount()}</th>
                        </tr>
                    </thead>
                    <tbody>{spent.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stay_inside_and_something_is_seen() {
        assert_eq!([height(0, 0), height(0, 500), height(1, 1_000_000), height(500, 500)], [0, 0, 2, HEIGHT]);
        assert_eq!(height(250, 500), HEIGHT / 2);
    }
}
