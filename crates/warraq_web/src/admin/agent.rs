//! What somebody calls their browser, out of what it calls itself.

/// Browsers by the word that only they use; those that imitate others come before them.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const MACHINES: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
];

/// «Firefox – Linux»; empty when nothing is known.
pub(super) fn name(agent: &str) -> String {
    let known = |names: &[(&str, &'static str)]| {
        let mut names = names.iter();
        names
            .find(|(word, _)| agent.contains(word))
            .map(|(_, name)| *name)
    };
    let parts = [known(&BROWSERS), known(&MACHINES)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" – ")
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_browser_is_called_what_people_call_it() {
        let chrome = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
            Chrome/148.0.0.0 Mobile Safari/537.36";
        assert_eq!(name(chrome), "Chrome – Android");
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 \
            (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
        assert_eq!(name(safari), "Safari – iPhone");
        assert_eq!(name("curl/8"), "");
    }
}
