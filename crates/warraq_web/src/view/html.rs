//! The only two ways by which mark-up passes a template unescaped.

use minijinja::Value;
use serde::{Serialize, Serializer};
use warraq_import::clean::SafeHtml;

/// Mark-up that the sanitiser has made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Html(SafeHtml);

impl From<SafeHtml> for Html {
    fn from(html: SafeHtml) -> Self {
        Self(html)
    }
}

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from_safe_string(self.0.as_str().to_owned()).serialize(serializer)
    }
}

/// A data block for machines, escaped so that no text in it can end the block.
#[derive(Clone, Debug)]
pub(crate) struct JsonLd(serde_json::Value);

impl From<serde_json::Value> for JsonLd {
    fn from(data: serde_json::Value) -> Self {
        Self(data)
    }
}

impl Serialize for JsonLd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from_safe_string(self.text()).serialize(serializer)
    }
}

impl JsonLd {
    fn text(&self) -> String {
        let json = self.0.to_string();
        let mut text = String::with_capacity(json.len());
        for c in json.chars() {
            match c {
                '<' => text.push_str("\\u003c"),
                '>' => text.push_str("\\u003e"),
                '&' => text.push_str("\\u0026"),
                '\u{2028}' => text.push_str("\\u2028"),
                '\u{2029}' => text.push_str("\\u2029"),
                c => text.push(c),
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_headline_can_end_a_data_block() {
        let data = serde_json::json!({ "headline": "</script><script>alert(1)</script>&\u{2028}" });
        let text = JsonLd::from(data.clone()).text();
        assert!(!text.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            data
        );
    }

    #[test]
    fn sanitised_mark_up_passes_and_plain_text_does_not() {
        #[derive(Serialize)]
        struct Page {
            body: Html,
            name: &'static str,
        }
        let mut environment = minijinja::Environment::new();
        environment
            .add_template("x.html", "{{ body }}{{ name }}")
            .unwrap();
        let body = SafeHtml::from_store("<b>x</b>".to_owned()).into();
        let page = Page {
            body,
            name: "<b>y</b>",
        };
        let text = environment
            .get_template("x.html")
            .unwrap()
            .render(Value::from(minijinja::value::Serde(page)))
            .unwrap();
        assert_eq!(text, "<b>x</b>&lt;b&gt;y&lt;&#x2f;b&gt;");
    }
}
