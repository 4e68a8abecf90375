//! The archive as programs read it, held against its own description.

use axum::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::support::{Reply, TestSite};

fn coded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// The answer, which must be as the description says, without fields that it does not name.
async fn described(site: &TestSite, address: &str, schema: &str) -> Value {
    let description = json(&site.get("/api/openapi.json").await);
    let whole = serde_json::json!({
        "$ref": format!("#/components/schemas/{schema}"),
        "components": description["components"],
    });
    let reply = site.get(address).await;
    assert_eq!(reply.status, StatusCode::OK, "{address}");
    assert_eq!(reply.headers["access-control-allow-origin"], "*");
    let answer = json(&reply);
    let validator = jsonschema::draft202012::new(&whole).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&answer)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect();
    assert!(errors.is_empty(), "{address}: {errors:#?}");
    answer
}

fn json(reply: &Reply) -> Value {
    let kind = reply.headers["content-type"].to_str().unwrap();
    assert!(kind.starts_with("application/json"), "{kind}");
    serde_json::from_str(reply.text()).unwrap()
}

#[tokio::test]
async fn a_search_is_answered_as_described() {
    let site = TestSite::newsroom();
    let address = format!("/api/search?q={}", coded("الجسر"));
    let all = described(&site, &address, "Found").await;
    let total = all["total"].as_u64().unwrap();
    assert!(total > 0);
    let years = all["facets"]["years"].as_array().unwrap();
    let by_year: u64 = years
        .iter()
        .map(|year| year["articles"].as_u64().unwrap())
        .sum();
    assert_eq!(by_year, total);

    let section = &all["facets"]["sections"][0];
    let narrowed = format!("{address}&section={}&order=oldest", section["id"]);
    let narrowed = described(&site, &narrowed, "Found").await;
    assert_eq!(narrowed["total"], section["articles"]);

    let nothing = described(&site, "/api/search", "Found").await;
    assert_eq!(nothing["total"], 0);
}

#[tokio::test]
async fn pages_of_an_answer_lead_on_and_back() {
    let site = TestSite::newsroom();
    let address = format!("/api/search?q={}", coded("المدينة"));
    let first = described(&site, &address, "Found").await;
    assert!(first["previous"].is_null());
    let next = first["next"].as_str().unwrap();
    let (_, path) = next.split_once("/api/").unwrap();
    let second = described(&site, &format!("/api/{path}"), "Found").await;
    assert_eq!(second["page"], 2);
    assert!(second["previous"].is_string());
    assert_ne!(first["articles"][0]["id"], second["articles"][0]["id"]);
}

#[tokio::test]
async fn names_and_headlines_are_suggested() {
    let site = TestSite::newsroom();
    let section = described(
        &site,
        "/api/search?q=%D8%A7%D9%84%D8%AC%D8%B3%D8%B1",
        "Found",
    )
    .await;
    let name = section["facets"]["sections"][0]["name"].as_str().unwrap();
    let beginning: String = name.chars().take(4).collect();
    let address = format!("/api/suggest?q={}", coded(&beginning));
    let answer = described(&site, &address, "Suggested").await;
    let suggested = answer["suggestions"].as_array().unwrap();
    let is_it = |it: &Value| it["kind"] == "section" && it["text"] == name;
    assert!(suggested.iter().any(is_it), "{answer}");

    let headline = section["articles"][0]["headline"].as_str().unwrap();
    let beginning: String = headline.chars().take(12).collect();
    let address = format!("/api/suggest?q={}", coded(&beginning));
    let answer = described(&site, &address, "Suggested").await;
    let suggested = answer["suggestions"].as_array().unwrap();
    let article = suggested.iter().find(|it| it["kind"] == "article").unwrap();
    let page = site.get(article["url"].as_str().unwrap()).await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test]
async fn one_letter_suggests_nothing() {
    let site = TestSite::newsroom();
    for typed in ["", "ا", "«", " ا "] {
        let address = format!("/api/suggest?q={}", coded(typed));
        let answer = described(&site, &address, "Suggested").await;
        assert_eq!(
            answer["suggestions"].as_array().unwrap().len(),
            0,
            "{typed}"
        );
    }
}

#[tokio::test]
async fn a_search_is_followed_in_every_format() {
    let site = TestSite::newsroom();
    let address = format!("/search?q={}&year=2022", coded("الجسر"));
    let reply = site.get(&address).await;
    let page = reply.text();
    for format in ["rss2", "json"] {
        let of_feed = format!("feed={format}");
        let mut links = page
            .split("href=\"")
            .filter_map(|rest| rest.split('"').next());
        let href = links.find(|href| href.contains(&of_feed)).unwrap();
        let href = href.replace("&amp;", "&");
        assert!(href.contains("year=2022"), "{href}");
        let feed = site.get(&href).await;
        assert_eq!(feed.status, StatusCode::OK);
        assert!(feed.text().contains("2022"), "{format}");
    }
}
