//! Icons as inline SVG, drawn by strokes in the colour of the text. Never the only sign: hidden from screen readers.

use crate::plain::view;
use leptos::prelude::*;

macro_rules! icons {
    ($($name:ident = $paths:literal),+ $(,)?) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum IconName { $($name),+ }

        impl IconName {
            /// The `d` of one path with several strokes.
            const fn strokes(self) -> &'static str {
                match self { $(Self::$name => $paths),+ }
            }
        }
    };
}

icons! {
    Home = "m3 10 9-7 9 7v10a1 1 0 0 1-1 1h-5v-7H9v7H4a1 1 0 0 1-1-1z",
    People = "M9 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M2 21a7 7 0 0 1 14 0M16 4a4 4 0 0 1 0 8m6 9a7 7 0 0 0-5-6.7",
    User = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M5 21a7 7 0 0 1 14 0",
    History = "M3 12a9 9 0 1 0 3-6.7L3 8m0-5v5h5m4-1v5l3 2",
    Upload = "M12 15V4m-4 4 4-4 4 4M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4",
    Download = "M12 4v11m-4-4 4 4 4-4M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4",
    Search = "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14m9 2-4-4",
    Shield = "M12 3 4 7v5c0 5 3.5 8 8 9 4.5-1 8-4 8-9V7zm-3 9 2 2 4-4",
    More = "M5 12h.01M12 12h.01M19 12h.01",
    Edit = "m4 20 1-4L16 5a2 2 0 0 1 3 3L8 19z",
    Check = "m5 12 5 5L20 7",
    Close = "M6 6l12 12M18 6 6 18",
    Mail = "M3 6h18v12H3zm0 1 9 6 9-6",
    Alert = "M12 4 2.5 20h19zm0 6v4m0 3h.01",
    Info = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18m0-10v5m0-8h.01",
    Up = "m7 14 5-5 5 5",
    Down = "m7 10 5 5 5-5",
    Sort = "m8 9 4-4 4 4M8 15l4 4 4-4",
    First = "m17 6-6 6 6 6M7 6v12",
    Previous = "m14 6-6 6 6 6",
    Next = "m10 6 6 6-6 6",
    Last = "m7 6 6 6-6 6M17 6v12",
    Menu = "M4 7h16M4 12h16M4 17h16",
    Lock = "M6 11h12v9H6zm2 0V8a4 4 0 0 1 8 0v3",
    Key = "M8 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8m3-7 9-9m-4 4 3 3",
    SignOut = "M10 4H5a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h5m5-12 4 4-4 4m4-4H9",
    Building = "M5 21V5l7-2v18m0-12 7 2v10M2 21h20M8 8h.01M8 12h.01M8 16h.01",
    Eye = "M2 12s3.5-7 10-7 10 7 10 7-3.5 7-10 7S2 12 2 12m10 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6",
    Calendar = "M4 6h16v14H4zm0 5h16M8 3v5m8-5v5",
    Leave = "M14 4H5v16h9m-4-8h11m-4-4 4 4-4 4",
    Cart = "M3 4h2l2 11h11l2-8H6m3 13h.01M17 20h.01",
    Settings = "M4 7h10m4 0h2M4 17h2m4 0h10M14 5v4M10 15v4",
    Columns = "M4 5h16v14H4zm5 0v14m6-14v14",
}

#[component]
pub fn Icon(name: IconName) -> impl IntoView {
    view! {
        <svg
            class="icon"
            viewBox="0 0 24 24"
            width="16"
            height="16"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            <path d=name.strokes()></path>
        </svg>
    }
}
