//! Page templates, compiled once: those of this program, and those of a theme over them.

use std::collections::HashSet;
use std::io;
use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value,
};
use rust_embed::RustEmbed;
use warraq_text::bidi::begins_foreign;

use crate::assets::Assets;
use crate::theme::{Theme, ThemeProblem};

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Files;

/// What a theme's page may take: about a second of work. A built-in front page takes some 10,000.
const FUEL: u64 = 20_000_000;
/// Bytes of a theme's page. A built-in page has about 100 KB.
const LONGEST: usize = 4 * 1024 * 1024;
/// Where a theme finds the built-in templates that it replaces.
const BUILT_IN: &str = "warraq/";

/// Templates by name.
#[derive(Debug)]
pub(crate) struct Templates {
    environment: Environment<'static>,
    /// Names of the templates that are a theme's.
    own: HashSet<String>,
}

static TEMPLATES: LazyLock<Templates> = LazyLock::new(Templates::compile);

impl Templates {
    /// The templates of this program.
    pub(crate) fn get() -> &'static Self {
        &TEMPLATES
    }

    fn compile() -> Self {
        let mut environment = environment();
        for (name, source) in sources() {
            // A template that does not compile fails where it is asked for, and a test asks for all.
            if let Err(error) = environment.add_template_owned(name.clone(), source) {
                tracing::error!(%name, %error, "Template {name} does not compile");
            }
        }
        Self {
            environment,
            own: HashSet::new(),
        }
    }

    /// The templates of a theme in the place of built-in ones of the same name, which it can still
    /// name as `warraq/…`. One that does not compile is told, and the built-in one stays.
    pub(crate) fn of_theme(theme: &Theme, assets: &Assets) -> (Self, Vec<ThemeProblem>) {
        let mut environment = environment();
        environment.set_fuel(Some(FUEL));
        let addresses = assets.of_templates();
        environment.add_function("asset", move |name: &str| {
            addresses.get(name).cloned().ok_or_else(|| {
                let what = format!("the theme has no file assets/{name}");
                Error::new(ErrorKind::InvalidOperation, what)
            })
        });
        // Letters and the newsroom are no pages of the paper.
        let pages = sources().filter(|(name, _)| !name.contains('/'));
        for (name, source) in pages {
            for name in [format!("{BUILT_IN}{name}"), name] {
                // They compile: a test holds it.
                let _ = environment.add_template_owned(name, source.clone());
            }
        }
        let mut own = HashSet::new();
        let mut problems = Vec::new();
        for template in &theme.templates {
            if let Some(line) = unescaped(&template.text) {
                problems.push(ThemeProblem {
                    file: format!("templates/{}", template.name),
                    line: Some(line),
                    what: "{% autoescape %} would let readers' words through as mark-up".to_owned(),
                    cure: "leave it out; what is mark-up, such as an article's body, passes as it is",
                });
                continue;
            }
            let (name, text) = (template.name.clone(), template.text.clone());
            match environment.add_template_owned(name.clone(), text) {
                Ok(()) => {
                    own.insert(name);
                }
                Err(error) => {
                    problems.push(ThemeProblem::of_template(&name, &error, |_| true));
                }
            }
        }
        (Self { environment, own }, problems)
    }

    pub(crate) fn render(&self, name: &str, context: Value) -> Result<String, Error> {
        let template = self.environment.get_template(name)?;
        if self.own.is_empty() {
            return template.render(context);
        }
        let mut page = Bounded::default();
        template.render_captured_to(context, &mut page)?;
        let not_text = |_| Error::new(ErrorKind::WriteFailure, "the page is no text");
        String::from_utf8(page.0).map_err(not_text)
    }

    /// What could not be done for the page of a template.
    pub(crate) fn problem(&self, template: &str, error: &Error) -> ThemeProblem {
        ThemeProblem::of_template(template, error, |name| self.own.contains(name))
    }
}

/// The program's own templates: names and texts.
fn sources() -> impl Iterator<Item = (String, String)> {
    Files::iter().map(|name| {
        let source = Files::get(&name)
            .map(|file| file.data.into_owned())
            .unwrap_or_default();
        (
            name.to_string(),
            String::from_utf8(source).unwrap_or_default(),
        )
    })
}

/// What every template is compiled with. There is no loader: a template reaches others of its own
/// environment, and no file.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    // Letters have a part that is no mark-up.
    environment.set_auto_escape_callback(|name| {
        if name.rsplit_once('.').is_some_and(|(_, kind)| kind == "txt") {
            AutoEscape::None
        } else {
            AutoEscape::Html
        }
    });
    if let Ok(syntax) = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
    {
        environment.set_syntax(syntax);
    }
    environment.set_formatter(write);
    environment.add_filter("direction", direction);
    // Mark-up passes unescaped only as a value made by the sanitiser, never by a template's word.
    environment.remove_filter("safe");
    environment
}

/// The line on which a template turns the escaping off or on.
fn unescaped(text: &str) -> Option<usize> {
    text.match_indices("{%").find_map(|(at, _)| {
        let (before, tag) = text.split_at(at);
        let tag = tag.trim_start_matches("{%").trim_start_matches(['-', '+']);
        tag.trim_start()
            .starts_with("autoescape")
            .then(|| before.matches('\n').count() + 1)
    })
}

/// A page while it is written, to its greatest length.
#[derive(Default)]
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST {
            return Err(io::Error::other("the page is too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The value of `dir` for what a person wrote: `auto`, where its first letter tells the truth.
fn direction(text: &str) -> &'static str {
    if begins_foreign(text.chars()) {
        "rtl"
    } else {
        "auto"
    }
}

/// Writes a value with the five characters escaped that mean something in HTML. The library's own
/// way escapes slashes as well, which makes every address longer and none safer.
fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let Some(text) = value.as_str().filter(|_| !value.is_safe()) else {
        return minijinja::escape_formatter(out, state, value);
    };
    if *state.auto_escape() == AutoEscape::None {
        return Ok(out.write_str(text)?);
    }
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (plain, special) = rest.split_at(at);
        out.write_str(plain)?;
        out.write_str(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'"') => "&quot;",
            _ => "&#39;",
        })?;
        rest = special.get(1..).unwrap_or_default();
    }
    Ok(out.write_str(rest)?)
}

#[cfg(test)]
mod tests {
    use warraq_import::clean::SafeHtml;

    use super::*;

    #[test]
    fn every_template_compiles() {
        for name in Files::iter() {
            if let Err(error) = Templates::get().environment.get_template(&name) {
                panic!("{name}: {error:#}");
            }
        }
    }

    #[test]
    fn what_people_wrote_is_escaped_and_nothing_more() {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(write);
        environment
            .add_template("x", "{{ a }}|{{ b }}|{{ n }}")
            .unwrap();
        let safe = crate::view::Html::from(SafeHtml::from_store("<b>".to_owned()));
        let safe = Value::from(minijinja::value::Serde(safe));
        let context = minijinja::context! { a => "/a?b=\"1\"&c='<x>'", b => safe, n => 7 };
        let text = environment
            .get_template("x")
            .unwrap()
            .render(context)
            .unwrap();
        assert_eq!(text, "/a?b=&quot;1&quot;&amp;c=&#39;&lt;x&gt;&#39;|<b>|7");
    }

    #[test]
    fn no_template_has_inline_script_or_style() {
        // A letter is no page, and mail programs leave nothing but inline style.
        for name in Files::iter().filter(|name| !name.starts_with("letters/")) {
            let source = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
            for forbidden in [
                " style=",
                "<style",
                " onclick",
                "javascript:",
                "|safe",
                "| safe",
            ] {
                assert!(!source.contains(forbidden), "{name} contains {forbidden}");
            }
            let scripts = source.matches("<script").count();
            let outside = ["<script type=\"application/ld+json\">", "<script src=\"{{"];
            let outside = outside.map(|begin| source.matches(begin).count());
            assert_eq!(
                scripts,
                outside.iter().sum::<usize>(),
                "{name} has a script of its own that is no data block"
            );
        }
    }

    #[test]
    fn no_sentence_for_readers_stands_in_a_template() {
        for name in Files::iter() {
            let source = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
            let letter = source.chars().find(|c| ('\u{620}'..'\u{64b}').contains(c));
            assert!(
                letter.is_none(),
                "{name} contains {letter:?}: words live in locales/"
            );
        }
    }
}
