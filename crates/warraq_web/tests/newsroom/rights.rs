//! Who may go where: every address and every role.

use warraq_archive::accounts::{Right, Role};
use warraq_web::newsroom_addresses;

use crate::support::Newsroom;

/// The table as the newsroom decided it: `x` may, `.` may not, in the order of [`Role::ALL`]. An
/// address that is not here fails the test.
const MATRIX: &[(&str, &str, &str)] = &[
    ("GET", "/admin/sign-in", "open"),
    ("POST", "/admin/sign-in", "open"),
    ("GET", "/admin/sign-in/code", "open"),
    ("POST", "/admin/sign-in/code", "open"),
    ("GET", "/admin/way-back", "open"),
    ("POST", "/admin/way-back", "open"),
    ("GET", "/admin/welcome/{}", "open"),
    ("POST", "/admin/welcome/{}", "open"),
    ("GET", "/admin/shown/{}", "open"),
    ("GET", "/admin", "xxxxxx"),
    ("POST", "/admin/sign-out", "xxxxxx"),
    ("GET", "/admin/prove", "xxxxxx"),
    ("POST", "/admin/prove", "xxxxxx"),
    ("GET", "/admin/account", "xxxxxx"),
    ("POST", "/admin/account/password", "xxxxxx"),
    ("GET", "/admin/account/factor", "xxxxxx"),
    ("POST", "/admin/account/factor", "xxxxxx"),
    ("POST", "/admin/account/factor/remove", "xxxxxx"),
    ("POST", "/admin/account/recovery", "xxxxxx"),
    ("POST", "/admin/account/sessions/end", "xxxxxx"),
    ("POST", "/admin/account/sessions/{}/end", "xxxxxx"),
    ("GET", "/admin/articles", "xxxxx."),
    ("POST", "/admin/articles", "xxxxx."),
    ("GET", "/admin/articles/new", "xxxxx."),
    ("POST", "/admin/articles/bulk", "xxxxx."),
    ("POST", "/admin/articles/bulk/{}/undo", "xxxxx."),
    ("GET", "/admin/articles/{}", "xxxxx."),
    ("POST", "/admin/articles/{}", "xxxxx."),
    ("GET", "/admin/articles/{}/preview", "xxxxx."),
    ("POST", "/admin/articles/{}/autosave", "xxxxx."),
    ("POST", "/admin/articles/{}/hold", "xxxxx."),
    ("GET", "/admin/articles/{}/unsaved/{}", "xxxxx."),
    ("POST", "/admin/articles/{}/unsaved/{}/drop", "xxxxx."),
    ("GET", "/admin/articles/{}/compare", "xxxxx."),
    ("GET", "/admin/articles/{}/revisions", "xxxxx."),
    ("GET", "/admin/articles/{}/revisions/{}", "xxxxx."),
    ("POST", "/admin/articles/{}/revisions/{}/restore", "xxxxx."),
    ("POST", "/admin/articles/{}/publish", "xxxx.."),
    ("POST", "/admin/articles/{}/take-back", "xxxx.."),
    ("POST", "/admin/articles/{}/withdraw", "xxxx.."),
    ("GET", "/admin/media", "xxxxx."),
    ("POST", "/admin/media", "xxxxx."),
    ("GET", "/admin/media.json", "xxxxx."),
    ("GET", "/admin/media/{}", "xxxxx."),
    ("POST", "/admin/media/{}", "xxxxx."),
    ("GET", "/admin/media/{}/{}", "xxxxx."),
    ("POST", "/admin/media/{}/delete", "xxxxx."),
    ("GET", "/admin/uploads/{}/{}/{}/{}", "xxxxx."),
    ("GET", "/admin/comments", "xxx..x"),
    ("POST", "/admin/comments", "xxx..x"),
    ("POST", "/admin/comments/undo", "xxx..x"),
    ("GET", "/admin/comments/{}", "xxx..x"),
    ("POST", "/admin/comments/{}/answer", "xxx..x"),
    ("POST", "/admin/comments/{}/ban", "xxx..x"),
    ("GET", "/admin/articles/{}/review", "xxxxx."),
    ("POST", "/admin/articles/{}/review", "xxxxx."),
    ("POST", "/admin/articles/{}/links", "xxxxx."),
    ("POST", "/admin/articles/{}/links/{}/revoke", "xxxxx."),
    ("GET", "/admin/review", "xxxxx."),
    ("GET", "/admin/front", "xx...."),
    ("POST", "/admin/front", "xx...."),
    ("GET", "/admin/front/preview", "xx...."),
    ("GET", "/admin/sections", "xx...."),
    ("POST", "/admin/sections", "xx...."),
    ("POST", "/admin/sections/{}", "xx...."),
    ("POST", "/admin/sections/{}/shift", "xx...."),
    ("GET", "/admin/tags", "xx...."),
    ("GET", "/admin/tags/{}", "xx...."),
    ("POST", "/admin/tags/{}", "xx...."),
    ("POST", "/admin/tags/{}/merge", "xx...."),
    ("GET", "/admin/names", "xx...."),
    ("GET", "/admin/names/{}", "xx...."),
    ("POST", "/admin/names/{}", "xx...."),
    ("POST", "/admin/names/{}/merge", "xx...."),
    ("GET", "/admin/redirects", "xx...."),
    ("POST", "/admin/redirects", "xx...."),
    ("POST", "/admin/redirects/remove", "xx...."),
    ("GET", "/admin/reads", "xxxx.."),
    ("GET", "/admin/people", "x....."),
    ("POST", "/admin/people", "x....."),
    ("POST", "/admin/people/{}/role", "x....."),
    ("GET", "/admin/people/{}/sections", "x....."),
    ("POST", "/admin/people/{}/sections", "x....."),
    ("POST", "/admin/people/{}/link", "x....."),
    ("POST", "/admin/people/{}/disable", "x....."),
    ("POST", "/admin/people/{}/enable", "x....."),
    ("POST", "/admin/people/{}/factor", "x....."),
    ("GET", "/admin/settings", "x....."),
    ("POST", "/admin/settings", "x....."),
    ("GET", "/admin/settings/law/{}", "x....."),
    ("POST", "/admin/settings/law/{}", "x....."),
    ("GET", "/admin/audit", "x....."),
];

#[test]
fn the_table_is_the_one_that_was_decided() {
    let addresses = newsroom_addresses();
    for (method, pattern, right) in &addresses {
        let known = MATRIX
            .iter()
            .find(|(m, p, _)| (m, p) == (method, pattern))
            .unwrap_or_else(|| panic!("{method} {pattern} is in no row"));
        let may = |right: Right| {
            let roles = Role::ALL.iter();
            roles
                .map(|role| if role.may(right) { 'x' } else { '.' })
                .collect()
        };
        let found: String = right.map_or_else(|| "open".to_owned(), may);
        assert_eq!(found, known.2, "{method} {pattern}");
    }
    assert_eq!(addresses.len(), MATRIX.len(), "a row without an address");
}

#[tokio::test]
async fn everybody_is_let_in_where_the_table_says_and_nowhere_else() {
    let newsroom = Newsroom::new();
    for (n, role) in Role::ALL.into_iter().enumerate() {
        let email = format!("{}@example.org", role.name());
        newsroom.account(&email, "فلان", role);
        let browser = newsroom.signed_in(&email).await;
        for (method, pattern, row) in MATRIX.iter().filter(|row| row.2 != "open") {
            // Each address in a browser of its own: some of them end the session.
            let mut browser = browser.clone();
            let address = pattern.replace("{}", "999");
            if address.ends_with("/sign-out") || address.ends_with("/sessions/end") {
                continue;
            }
            let reply = match *method {
                "GET" => browser.get(&address).await,
                _ => browser.post(&address, &[]).await,
            };
            let may = row.as_bytes()[n] == b'x';
            let is_refused = reply.status == 403;
            assert_eq!(
                is_refused, !may,
                "{role:?} {method} {address}: {}",
                reply.status
            );
            assert!(
                reply.status != 500 && reply.status != 401,
                "{role:?} {address}"
            );
        }
    }
}

#[tokio::test]
async fn strangers_are_let_in_nowhere() {
    let newsroom = Newsroom::new();
    for (method, pattern, row) in MATRIX {
        let address = pattern.replace("{}", "999");
        let mut stranger = newsroom.browser();
        let reply = match *method {
            "GET" => stranger.get(&address).await,
            _ => stranger.post(&address, &[]).await,
        };
        assert!(!reply.text.contains("class=\"app\""), "{method} {address}");
        if *row != "open" {
            let door = match *method {
                "GET" => reply.header("location").starts_with("/admin/sign-in"),
                _ => reply.status == 401,
            };
            assert!(door, "{method} {address}: {}", reply.status);
        }
    }
    let unknown = newsroom.browser().get("/admin/nothing/here").await;
    assert_eq!(unknown.leads().0, 303, "as anything that is there");
}
