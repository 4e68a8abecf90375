//! However a file is damaged, reading ends, and what stands before the damage is kept.

use proptest::prelude::*;
use warraq_import::php;
use warraq_import::record::{Problem, ProblemKind, Record};
use warraq_import::wxr;

const SOUND: &str = include_str!("../../../fixtures/wordpress/good/hidden.xml");

fn read(bytes: &[u8]) -> (Vec<Record>, Vec<Problem>) {
    let (mut items, mut problems) = (Vec::new(), Vec::new());
    for result in wxr::read("damaged.xml", bytes) {
        match result {
            Ok(Record::Site(_) | Record::Person(_) | Record::Term(_)) => {}
            Ok(item) => items.push(item),
            Err(problem) => problems.push(problem),
        }
    }
    (items, problems)
}

/// Offsets behind the end of each item.
fn item_ends() -> Vec<usize> {
    SOUND
        .match_indices("</item>")
        .map(|(at, tag)| at + tag.len())
        .collect()
}

/// Pieces of which hostile files are made.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "<![CDATA[",
        "]]>",
        "<item>",
        "</item>",
        "<!--",
        "-->",
        "<?",
        "?>",
        "<!DOCTYPE rss [",
        "]>",
        "&",
        "&amp;",
        "&#0;",
        "&x;",
        "<",
        ">",
        "\"",
        "<wp:comment>",
        "</wp:comment>",
        "<wp:postmeta>",
        "<wp:meta_value>",
        "<content:encoded>",
        "</content:encoded>",
        "<title>",
        "</title>",
        "<category domain=\"",
        "<x xmlns:wp='",
        "<rss>",
        "</rss>",
        "</channel>",
        "خبر",
        "\r\n",
        "\0",
    ]);
    prop_oneof![
        4 => known.prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ]
}

proptest! {
    #[test]
    fn a_cut_costs_only_the_item_that_it_hits(at in 0..SOUND.len()) {
        let (whole, _) = read(SOUND.as_bytes());
        let (kept, problems) = read(&SOUND.as_bytes()[..at]);
        let expected = item_ends().iter().filter(|end| **end <= at).count();
        prop_assert_eq!(&kept[..], &whole[..expected]);
        let told = [ProblemKind::Truncated, ProblemKind::NotTheFormat];
        let is_whole = SOUND.find("</rss>").is_some_and(|end| at >= end + "</rss>".len());
        prop_assert!(is_whole || problems.iter().any(|problem| told.contains(&problem.kind)));
    }

    #[test]
    fn damage_leaves_the_items_before_it_alone(
        place in any::<prop::sample::Index>(),
        pieces in prop::collection::vec(piece(), 1..6),
        removed in 0..40_usize,
    ) {
        let (whole, _) = read(SOUND.as_bytes());
        let first = item_ends()[1];
        let at = first + place.index(SOUND.len() - first);
        let mut bytes = SOUND.as_bytes().to_vec();
        let end = (at + removed).min(bytes.len());
        bytes.splice(at..end, pieces.concat());
        let (kept, _) = read(&bytes);
        let untouched = item_ends().iter().filter(|end| **end <= at).count();
        prop_assert_eq!(&kept[..untouched], &whole[..untouched]);
    }

    #[test]
    fn rubbish_is_read_to_its_end(pieces in prop::collection::vec(piece(), 0..200)) {
        let mut bytes = b"<rss><channel>".to_vec();
        bytes.extend(pieces.concat());
        read(&bytes);
    }

    #[test]
    fn any_bytes_are_read_to_their_end(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        read(&bytes);
    }

    #[test]
    fn any_serialised_data_is_read_or_refused(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "a:1:{", "}", "i:0;", "s:3:\"", "\";", "O:1:\"X\":1:{", "N;", "b:1;", "d:1e9;", "R:1;",
                "C:1:\"X\":9:{", "99999999999999999999", ":", "خ", "s:-1:",
            ]),
            0..60,
        ),
    ) {
        let _ = php::parse(pieces.concat());
    }
}

#[test]
fn an_item_that_is_too_large_is_left_out_and_the_next_is_read() {
    use std::io::Read;
    let head =
        "<rss><channel><item><title>Endless</title><wp:post_id>1</wp:post_id><content:encoded>";
    let tail = "</content:encoded></item><item><wp:post_id>2</wp:post_id></item></channel></rss>";
    for (open, close) in [("<![CDATA[", "]]>"), ("", "")] {
        let start = format!("{head}{open}");
        let end = format!("{close}{tail}");
        let endless = std::io::repeat(b'x').take(70 << 20);
        let input = start.as_bytes().chain(endless).chain(end.as_bytes());
        let results: Vec<_> = wxr::read("large.xml", input).collect();
        let [Err(problem), Ok(Record::Site(_)), Ok(Record::Other(next))] = results.as_slice()
        else {
            panic!("{results:?}");
        };
        assert_eq!((problem.kind, problem.lost), (ProblemKind::TooLarge, true));
        assert_eq!(problem.place.item, "item 1 «Endless»");
        assert_eq!(next.common.external_id, 2);
    }
}

/// Files on which a careless reader takes time that grows with the square of their length.
#[test]
fn no_opening_without_an_end_is_searched_for_again_and_again() {
    const TIMES: usize = 20_000;
    for opening in [
        "<![CDATA[",
        "<!--",
        "<?",
        "<!DOCTYPE ",
        "<a '\"",
        "<b x=\"",
        "&",
        "&#",
        "<![CDATA[]]>x",
        "<title>",
        "</b>",
        "<wp:comment>",
        "]]>",
        "<item>",
        "<![CDATA[</a>",
        "<c d='>",
    ] {
        for field in ["", "<content:encoded>", "<title>", "<title><![CDATA["] {
            let source = format!("<rss><channel><item>{field}{}", opening.repeat(TIMES));
            read(source.as_bytes());
        }
    }
}
