//! Turns `src/i18n/{en,es}.toml` into the methods of `T`, so that a text which is missing in one language, or whose
//! placeholders differ, stops the build instead of reaching a reader.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use toml::{Table, Value};

/// One text: plain, or told apart by number.
enum Message {
    Plain(String),
    Plural { one: String, other: String },
}

type Catalogue = BTreeMap<String, Message>;

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let root = Path::new(&root);
    // The embedded pages are read from here when compiling; a first check has not built any yet.
    fs::create_dir_all(root.join("target/site")).expect("target/site can be created");

    println!("cargo::rerun-if-changed=build.rs");
    // A release embeds the site: it is built anew when the site is.
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") && env::var("CARGO_FEATURE_SSR").is_ok() {
        println!("cargo::rerun-if-changed=target/site/hash.txt");
    }
    match generate(&root.join("src/i18n")) {
        Ok(code) => fs::write(Path::new(&out).join("messages.rs"), code).expect("OUT_DIR is writable"),
        Err(faults) => {
            for fault in faults {
                println!("cargo::error={fault}");
            }
            std::process::exit(1);
        }
    }
}

fn generate(folder: &Path) -> Result<String, Vec<String>> {
    let english = read(folder, "en.toml")?;
    let spanish = read(folder, "es.toml")?;
    let faults = differences(&english, &spanish);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut methods = String::new();
    let mut rows = String::new();
    for (key, message) in &english {
        let translation = &spanish[key];
        method(&mut methods, key, message, translation);
        for (text, other) in message.texts().into_iter().zip(translation.texts()) {
            let _ = writeln!(rows, "    ({key:?}, {text:?}, {other:?}),");
        }
    }
    Ok(format!(
        "impl T {{\n{methods}}}\n\n/// Every text as (key, English, Spanish), for the tests.\n#[cfg(test)]\n\
         const MESSAGES: &[(&str, &str, &str)] = &[\n{rows}];\n"
    ))
}

fn read(folder: &Path, file: &str) -> Result<Catalogue, Vec<String>> {
    let path = folder.join(file);
    println!("cargo::rerun-if-changed={}", path.display());
    let text = fs::read_to_string(&path).map_err(|error| vec![format!("src/i18n/{file}: {error}")])?;
    let table: Table = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(0, |span| text[..span.start].lines().count().max(1));
        vec![format!("src/i18n/{file}, line {line}: {}", error.message())]
    })?;
    let mut catalogue = Catalogue::new();
    let mut faults = Vec::new();
    for (section, value) in &table {
        let Value::Table(entries) = value else {
            faults.push(format!("src/i18n/{file}: `{section}` stands outside a section"));
            continue;
        };
        for (key, value) in entries {
            let name = format!("{section}_{key}");
            match Message::read(value) {
                Err(why) => faults.push(format!("src/i18n/{file}: [{section}] {key} {why}")),
                Ok(message) => {
                    if catalogue.insert(name.clone(), message).is_some() {
                        faults.push(format!("src/i18n/{file}: two texts would both be called `{name}`"));
                    }
                }
            }
        }
    }
    if faults.is_empty() { Ok(catalogue) } else { Err(faults) }
}

impl Message {
    fn read(value: &Value) -> Result<Self, String> {
        let message = match value {
            Value::String(text) => Self::Plain(text.clone()),
            Value::Table(forms) if forms.len() == 2 => {
                match (forms.get("one").and_then(Value::as_str), forms.get("other").and_then(Value::as_str)) {
                    (Some(one), Some(other)) => Self::Plural { one: one.into(), other: other.into() },
                    _ => return Err("needs the texts `one` and `other`".into()),
                }
            }
            _ => return Err("is neither a text nor a table of `one` and `other`".into()),
        };
        for text in message.texts() {
            let names = placeholders(text)?;
            if matches!(message, Self::Plain(_)) && text.trim().is_empty() {
                return Err("is empty".into());
            }
            for name in names {
                if !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
                    return Err(format!("has an odd placeholder `{{{name}}}`"));
                }
            }
        }
        Ok(message)
    }

    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Plain(text) => vec![text],
            Self::Plural { one, other } => vec![one, other],
        }
    }

    /// The arguments of the method: `count` first for a plural, then by first appearance.
    fn arguments(&self) -> Vec<String> {
        let mut names = if matches!(self, Self::Plural { .. }) { vec!["count".to_owned()] } else { Vec::new() };
        for text in self.texts() {
            for name in placeholders(text).unwrap_or_default() {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }
}

/// The `{names}` in a text, in order, or why the braces do not match up.
fn placeholders(text: &str) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['{', '}']) {
        let end = rest[start..].find('}').filter(|_| rest[start..].starts_with('{'));
        let end = start + end.ok_or("has a brace without its partner")?;
        names.push(rest[start + 1..end].to_owned());
        rest = &rest[end + 1..];
    }
    Ok(names)
}

fn differences(english: &Catalogue, spanish: &Catalogue) -> Vec<String> {
    let mut faults = Vec::new();
    for (key, message) in english {
        let Some(translation) = spanish.get(key) else {
            faults.push(format!("src/i18n/es.toml: `{key}` is missing"));
            continue;
        };
        if message.texts().len() != translation.texts().len() {
            faults.push(format!("src/i18n/es.toml: `{key}` must have plural forms in both languages or in none"));
            continue;
        }
        let (mut ours, mut theirs) = (message.arguments(), translation.arguments());
        ours.sort();
        theirs.sort();
        if ours != theirs {
            faults.push(format!("src/i18n/es.toml: `{key}` has the placeholders {theirs:?}, English has {ours:?}"));
        }
    }
    for key in spanish.keys().filter(|key| !english.contains_key(*key)) {
        faults.push(format!("src/i18n/en.toml: `{key}` is missing"));
    }
    faults
}

/// Writes one method. The filling is left to one shared function, so that the many methods stay tiny in the browser.
fn method(code: &mut String, key: &str, message: &Message, translation: &Message) {
    let arguments = message.arguments();
    let literal = |text: &str| {
        let numbered = arguments
            .iter()
            .enumerate()
            .fold(text.to_owned(), |text, (index, name)| text.replace(&format!("{{{name}}}"), &format!("{{{index}}}")));
        format!("{numbered:?}")
    };
    let texts: Vec<String> = message.texts().iter().map(|text| literal(text)).collect();
    let translations: Vec<String> = translation.texts().iter().map(|text| literal(text)).collect();
    let plural = matches!(message, Message::Plural { .. });
    let parameters: String = arguments
        .iter()
        .map(|name| match (plural, name.as_str()) {
            (true, "count") => ", count: i64".to_owned(),
            _ => format!(", {name}: impl std::fmt::Display"),
        })
        .collect();
    let values: Vec<String> = arguments
        .iter()
        .map(|name| if plural && name == "count" { "&self.number(count)".into() } else { format!("&{name}") })
        .collect();
    let (answer, body) = if plural {
        let (english, spanish) = (texts.join(", "), translations.join(", "));
        let pick = format!("self.plural(count, [{english}], [{spanish}])");
        ("String", format!("fill({pick}, &[{}])", values.join(", ")))
    } else if arguments.is_empty() {
        ("&'static str", format!("self.pick({}, {})", texts[0], translations[0]))
    } else {
        let pick = format!("self.pick({}, {})", texts[0], translations[0]);
        ("String", format!("fill({pick}, &[{}])", values.join(", ")))
    };
    let _ =
        writeln!(code, "    #[must_use]\n    pub fn {key}(self{parameters}) -> {answer} {{\n        {body}\n    }}");
}
