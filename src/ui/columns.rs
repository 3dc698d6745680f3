//! Matching a file's columns to fields: each column with its first cells and a choice.

use leptos::prelude::*;

use crate::plain::view;

/// A column of a file: its heading and its first cells that are not empty.
pub type Column = (String, Vec<String>);

#[component]
pub fn ColumnTable(
    labelled_by: &'static str,
    /// The headings of the table: column, first cells, field.
    headings: [&'static str; 3],
    columns: Vec<Column>,
    /// Name and label of each field.
    fields: Vec<(&'static str, &'static str)>,
    /// The choice that leaves a column out.
    #[prop(into)]
    ignore: String,
    /// The fields' names, column by column; an empty one is left out.
    #[prop(into)]
    chosen: Signal<Vec<&'static str>>,
    /// Called with the column's place and the field's name.
    #[prop(into)]
    on_change: Callback<(usize, String)>,
) -> impl IntoView {
    let fields = StoredValue::new(fields);
    let row = move |(at, (heading, samples)): (usize, Column)| {
        let field = move || chosen.with(|chosen| chosen.get(at).copied().unwrap_or_default());
        let label = format!("{}: {heading}", headings[2]);
        let options = fields.get_value().into_iter().map(|(name, label)| {
            view! { <option value=name selected=move || field() == name>{label}</option> }
        });
        view! {
            <tr>
                <th scope="row">{heading}</th>
                <td class="muted">{samples.join(" · ")}</td>
                <td>
                    <select aria-label=label on:change=move |event| on_change.run((at, event_target_value(&event)))>
                        <option value="" selected=move || field().is_empty()>{ignore.clone()}</option>
                        {options.collect_view()}
                    </select>
                </td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-labelledby=labelled_by>
            <table class="table table--plain">
                <thead>
                    <tr>{headings.map(|heading| view! { <th scope="col">{heading}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{columns.into_iter().enumerate().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
