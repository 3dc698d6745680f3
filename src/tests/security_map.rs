//! `docs/security.md` and `docs/features.md` name tests. Each of them is there.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() && entry.file_name().is_some_and(|name| name != "node_modules") {
            files(&entry, ending, found);
        } else if entry.to_string_lossy().ends_with(ending) {
            found.push(entry);
        }
    }
}

/// The names behind each `before` in all files of that ending, up to `after`.
fn names(folder: &str, ending: &str, before: &str, after: char) -> BTreeSet<String> {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), ending, &mut all);
    let mut found = BTreeSet::new();
    for file in all {
        let text = fs::read_to_string(file).expect("a text");
        found.extend(text.split(before).skip(1).filter_map(|rest| Some(rest.split_once(after)?.0.to_owned())));
    }
    found
}

#[test]
fn every_test_that_the_map_names_is_there() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/security.md")).expect("the map");
    let functions = names("src", ".rs", "fn ", '(');
    let stories = names("end2end/tests", ".ts", "test(\"", '"');
    let mut requirements = BTreeSet::new();
    let mut shown = 0;
    for row in map.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ASVS")) {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let [_, id, level, _, tests, _] = cells[..] else { panic!("{row}") };
        assert!(requirements.insert(id), "{id} stands twice");
        assert!(["L1", "L2"].contains(&level), "{row}");
        if tests.starts_with("not yet: ") {
            continue;
        }
        shown += 1;
        let named: Vec<_> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "{id} names no test");
        for name in named {
            assert!(functions.contains(name) || stories.contains(name), "{id}: there is no test {name}");
        }
    }
    assert_eq!(requirements.len(), 125);
    assert!(shown > 90, "{shown} are shown by tests");
}

#[test]
fn t80_every_part_is_listed_with_its_version_its_source_and_its_checksum() {
    let list = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).expect("the list of parts");
    let list: toml::Table = list.parse().expect("TOML");
    let parts = list["package"].as_array().expect("packages");
    assert!(parts.len() > 300, "{}", parts.len());
    for part in parts {
        let has = |key: &str| part.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        assert!(!has("name").is_empty() && !has("version").is_empty(), "{part}");
        if has("name") != env!("CARGO_PKG_NAME") {
            assert!(has("source").starts_with("registry+"), "{part}");
            assert_eq!(has("checksum").len(), 64, "{part}");
        }
    }
}

#[test]
fn every_feature_has_a_row_and_the_tests_that_it_names() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/features.md")).expect("the features");
    let functions = names("src", ".rs", "fn ", '(');
    let stories = names("end2end/tests", ".ts", "test(\"", '"');
    let sources = [("S0", 71), ("S1", 49), ("S2", 9), ("S3", 22), ("S4", 12)];
    let mut wanted: BTreeSet<_> =
        sources.iter().flat_map(|(source, rows)| (1..=*rows).map(move |row| format!("{source}-{row}"))).collect();
    for row in map.lines().filter(|line| line.starts_with("| S")) {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let [_, id, _, state, shown, _] = cells[..] else { panic!("{row}") };
        assert!(wanted.remove(id), "{id} stands twice, or nowhere in the sources");
        assert!(["done", "partly", "not yet", "deviates"].contains(&state), "{row}");
        for name in shown.split('`').skip(1).step_by(2) {
            assert!(functions.contains(name), "{id}: there is no test {name}");
        }
        for title in shown.split('“').skip(1).filter_map(|rest| Some(rest.split_once('”')?.0)) {
            let begins = title.strip_suffix('…');
            let found = stories.iter().any(|story| begins.map_or(story == title, |begins| story.starts_with(begins)));
            assert!(found, "{id}: there is no story “{title}”");
        }
    }
    assert!(wanted.is_empty(), "without a row: {wanted:?}");
}
