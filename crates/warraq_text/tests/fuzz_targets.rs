//! What the fuzz targets of `fuzz/` hold to, over the fixtures and what is left of them when they are
//! cut or a byte falls over: so the targets keep compiling, and holding, with a stable compiler.

#[expect(unreachable_pub, reason = "the fuzz crate shows it to its targets")]
#[path = "../../../fuzz/src/text.rs"]
mod text;

const TABLES: [&[u8]; 3] = [
    include_bytes!("../../../fixtures/text/fold.tsv"),
    include_bytes!("../../../fixtures/text/query.tsv"),
    include_bytes!("../../../fixtures/text/words.tsv"),
];

fn check(target: fn(&[u8])) {
    for table in TABLES {
        for (number, line) in table.split(|byte| *byte == b'\n').enumerate() {
            target(line);
            target(&line[..line.len() / 2]);
            let mut fallen = line.to_owned();
            let place = number % line.len().max(1);
            if let Some(byte) = fallen.get_mut(place) {
                *byte ^= 1 << (number % 8);
            }
            target(&fallen);
        }
    }
}

#[test]
fn the_targets_of_text_hold_on_the_fixtures() {
    let targets = [
        text::fold,
        text::tokens,
        text::analyze,
        text::query,
        text::highlight,
        text::slug,
        text::dates,
    ];
    for target in targets {
        check(target);
    }
}
