//! Films: in their strip, in their section, and in articles.

use warraq_archive::model::PublishedArticle;

use crate::support::{Paper, Reply};

fn policy(reply: &Reply) -> &str {
    reply.header("content-security-policy")
}

#[tokio::test]
async fn a_film_of_another_site_is_played_when_a_reader_asks() {
    let paper = Paper::open();
    let (site, articles) = (&paper.site, paper.articles());
    let is_elsewhere =
        |article: &&PublishedArticle| article.body.as_str().contains("data-embed=\"youtube\"");
    let with_film = articles.iter().find(is_elsewhere).unwrap();
    let page = site.get(&with_film.path).await;
    assert!(with_film.has_video && page.text().contains("/assets/film-"));
    assert!(policy(&page).contains("frame-src https://www.youtube-nocookie.com"));
    assert!(!page.text().contains("<iframe"), "nothing is asked before");
    let player = "\"embedUrl\":\"https://www.youtube-nocookie.com/embed/";
    let data = page.text().replace("\\/", "/").replace(' ', "");
    assert!(data.contains(player), "{data}");

    let without = articles.iter().find(|article| !article.has_video).unwrap();
    for path in [&*without.path, "/", "/video/"] {
        let page = site.get(path).await;
        assert!(!policy(&page).contains("frame-src"), "{path}");
        assert!(!page.text().contains("/assets/film-"), "{path}");
    }
}

#[tokio::test]
async fn films_stand_in_their_strip_and_in_their_section() {
    let paper = Paper::open();
    let (site, articles) = (&paper.site, paper.articles());
    let films: Vec<_> = articles
        .iter()
        .filter(|article| article.has_video)
        .collect();
    assert!(!films.is_empty());
    let front = site.get("/").await;
    let strip = front.text().split_once("class=\"strip\"").unwrap().1;
    let strip = strip.split_once("</section>").unwrap().0;
    let section = site.get("/video/").await;
    for (number, film) in films.iter().take(8).enumerate() {
        let link = format!("href=\"{}\"", film.path);
        assert!(strip.contains(&link), "{number}");
        assert!(section.main().contains(&link), "{number}");
    }
}
