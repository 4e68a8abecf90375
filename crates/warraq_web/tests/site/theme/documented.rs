//! `docs/themes.md` as a program reads it: which page and which shape has which fields.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value as Json;

/// A table of the page.
pub(super) type Fields = Vec<(String, Is)>;

/// What a field is.
#[derive(Clone, Debug)]
pub(super) enum Is {
    Text,
    Number,
    YesNo,
    Shape(String),
    List(Box<Is>),
    Optional(Box<Is>),
}

impl Is {
    fn read(words: &str) -> Self {
        if let Some(inner) = words.strip_suffix('?') {
            return Self::Optional(Box::new(Self::read(inner)));
        }
        if let Some(inner) = words.strip_prefix('[') {
            return Self::List(Box::new(Self::read(inner.strip_suffix(']').unwrap())));
        }
        match words {
            "text" | "html" => Self::Text,
            "number" => Self::Number,
            "yes/no" => Self::YesNo,
            shape => Self::Shape(shape.to_owned()),
        }
    }
}

/// What is documented.
#[derive(Debug, Default)]
pub(super) struct Documented {
    /// What every page is given, `page` and words apart.
    pub(super) around: Fields,
    /// By template.
    pub(super) pages: BTreeMap<String, Fields>,
    shapes: BTreeMap<String, Fields>,
}

impl Documented {
    pub(super) fn read() -> Self {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/themes.md");
        let page = std::fs::read_to_string(page).unwrap();
        let mut documented = Self::default();
        for part in page.split("\n### ").skip(1) {
            let (title, text) = part.split_once('\n').unwrap();
            let rows = text.lines().filter_map(|line| {
                let mut cells = line.strip_prefix("| `")?.split('|').map(str::trim);
                let name = cells.next()?.strip_suffix('`')?;
                Some((name.to_owned(), Is::read(cells.next()?)))
            });
            let rows: Fields = rows.collect();
            match title.trim_matches('`') {
                "Every page" => {
                    let known = rows
                        .into_iter()
                        .filter(|(name, _)| name != "w" && name != "page");
                    documented.around = known.collect();
                }
                "failed.html" => {}
                template if template.contains('.') => {
                    documented.pages.insert(template.to_owned(), rows);
                }
                shape => {
                    documented.shapes.insert(shape.to_owned(), rows);
                }
            }
        }
        documented
    }

    /// A template that prints every documented field of a page, and then all that it was given.
    pub(super) fn template(&self, template: &str) -> String {
        let mut text = String::new();
        for shape in self.in_order() {
            let fields = print_all("v", &self.shapes[shape]);
            let macro_of_shape = [
                "{% macro show_",
                shape,
                "(v) %}",
                &fields,
                "{% endmacro %}\n",
            ];
            text.extend(macro_of_shape);
        }
        for (name, is) in &self.around {
            text += &print(name, is, 0);
        }
        text += &print_all("page", &self.pages[template]);
        let names = self.around.iter().map(|(name, _)| name.as_str());
        let given = names
            .chain(["page"])
            .map(|name| format!("\"{name}\": {name}"));
        let given = given.collect::<Vec<_>>().join(", ");
        format!("{text}\n<!--{template}-->{{{{ {{ {given} }}|tojson }}}}<!--end-->")
    }

    /// Shapes, those first that others are made of: a macro knows those before it.
    fn in_order(&self) -> Vec<&str> {
        fn visit<'a>(
            documented: &'a Documented,
            shape: &'a str,
            order: &mut Vec<&'a str>,
            begun: &mut BTreeSet<&'a str>,
        ) {
            if !begun.insert(shape) {
                return;
            }
            let fields = documented.shapes.get(shape);
            for (_, is) in fields.unwrap_or_else(|| panic!("{shape} is no documented shape")) {
                if let Some(inner) = shape_of(is) {
                    visit(documented, inner, order, begun);
                }
            }
            order.push(shape);
        }
        let (mut order, mut begun) = (Vec::new(), BTreeSet::new());
        for shape in self.shapes.keys() {
            visit(self, shape, &mut order, &mut begun);
        }
        order
    }

    /// Asserts that what a page was given is what is documented, no more and no less. Notes the shapes
    /// that it had.
    pub(super) fn check_page(&self, template: &str, given: &Json, seen: &mut BTreeSet<String>) {
        let around = given.as_object().unwrap();
        self.check_fields(
            template,
            &self.around,
            around.iter().filter(|(name, _)| *name != "page"),
            seen,
        );
        let page = given["page"].as_object().unwrap();
        self.check_fields(template, &self.pages[template], page.iter(), seen);
    }

    fn check_fields<'a>(
        &self,
        at: &str,
        fields: &Fields,
        given: impl Iterator<Item = (&'a String, &'a Json)>,
        seen: &mut BTreeSet<String>,
    ) {
        let given: BTreeMap<_, _> = given.collect();
        for name in given.keys() {
            assert!(
                fields.iter().any(|(known, _)| known == *name),
                "{at}.{name} is not documented"
            );
        }
        for (name, is) in fields {
            let value = given
                .get(name)
                .unwrap_or_else(|| panic!("{at}.{name} is documented and not there"));
            self.check(&format!("{at}.{name}"), is, value, seen);
        }
    }

    fn check(&self, at: &str, is: &Is, value: &Json, seen: &mut BTreeSet<String>) {
        match is {
            Is::Text => assert!(value.is_string(), "{at} is no text: {value}"),
            Is::Number => assert!(value.is_number(), "{at} is no number: {value}"),
            Is::YesNo => assert!(value.is_boolean(), "{at} is neither yes nor no: {value}"),
            Is::Optional(_) if value.is_null() => {}
            Is::Optional(inner) => self.check(at, inner, value, seen),
            Is::List(inner) => {
                for item in value
                    .as_array()
                    .unwrap_or_else(|| panic!("{at} is no list"))
                {
                    self.check(at, inner, item, seen);
                }
            }
            Is::Shape(shape) => {
                seen.insert(shape.clone());
                let fields = value
                    .as_object()
                    .unwrap_or_else(|| panic!("{at} is no {shape}"));
                self.check_fields(
                    &format!("{at} ({shape})"),
                    &self.shapes[shape],
                    fields.iter(),
                    seen,
                );
            }
        }
    }

    pub(super) fn shapes(&self) -> BTreeSet<String> {
        self.shapes.keys().cloned().collect()
    }
}

fn shape_of(is: &Is) -> Option<&str> {
    match is {
        Is::Shape(shape) => Some(shape),
        Is::List(inner) | Is::Optional(inner) => shape_of(inner),
        Is::Text | Is::Number | Is::YesNo => None,
    }
}

fn print_all(of: &str, fields: &Fields) -> String {
    let line = |(name, is): &(String, Is)| print(&format!("{of}.{name}"), is, 0);
    fields.iter().map(line).collect()
}

fn print(value: &str, is: &Is, depth: usize) -> String {
    match is {
        Is::Text | Is::Number | Is::YesNo => format!("{{{{ {value} }}}}\n"),
        Is::Shape(shape) => format!("{{{{ show_{shape}({value}) }}}}\n"),
        Is::Optional(inner) => {
            let inner = print(value, inner, depth);
            format!("{{% if {value} is not none %}}{inner}{{% endif %}}\n")
        }
        Is::List(inner) => {
            let inner = print(&format!("i{depth}"), inner, depth + 1);
            format!("{{% for i{depth} in {value} %}}{inner}{{% endfor %}}\n")
        }
    }
}
