//! PNG and PDF as their readers meet them: what is in the bytes.

#![cfg(feature = "pictures")]

use std::fs;

use remit::render::draw::{self, Paper, Theme};
use remit::render::figure::Figure;
use tiny_skia::Pixmap;

use crate::figure::hostile;
use crate::support::{copy_of, figures_of, remit, repository};

fn themes() -> Vec<Theme> {
    draw::themes(std::iter::empty()).expect("the themes of the program are good")
}

/// How many of the pixels are not of the colour of the first.
fn drawn(pixels: &Pixmap) -> usize {
    pixels.pixels().iter().filter(|p| **p != pixels.pixels()[0]).count()
}

#[test]
fn every_figure_is_a_png_twice_as_large_as_its_svg_and_not_blank() {
    for (name, figure) in figures_of(&repository()) {
        for theme in themes() {
            let (svg, png) = (draw::svg(&figure, &theme), draw::png(&figure, &theme).expect("a picture"));
            assert_eq!(svg.len(), png.len(), "{name}");
            for (svg, png) in svg.iter().zip(&png) {
                let pixels = Pixmap::decode_png(png).expect("a PNG");
                if theme.page == Some(Paper::A4) {
                    assert_eq!(pixels.width() + pixels.height(), 1587 + 2245, "A4 at 192 pixels an inch");
                } else {
                    let document = roxmltree::Document::parse(svg).expect("an SVG");
                    let side = |key| document.root_element().attribute(key).expect("a size").to_owned();
                    let wanted = ["width", "height"].map(|key| side(key).parse::<u32>().expect("pixels") * 2);
                    assert_eq!([pixels.width(), pixels.height()], wanted, "{name}");
                }
                assert!(drawn(&pixels) > 10_000, "{name} in {} is nearly blank", theme.name);
            }
            assert_eq!(png, draw::png(&figure, &theme).expect("a picture"), "the same bytes again");
        }
    }
}

#[test]
fn a_pdf_has_all_pages_and_the_words_of_its_figure() {
    for (name, figure) in figures_of(&repository()) {
        for theme in themes() {
            let pdf = draw::pdf(&figure, &theme).expect("a picture");
            let text = String::from_utf8_lossy(&pdf);
            assert!(pdf.starts_with(b"%PDF-1.") && pdf.ends_with(b"%%EOF"), "{name}");
            let pages = draw::svg(&figure, &theme).len();
            assert!(text.contains(&format!("/Count {pages}")), "{name}");
            assert_eq!(text.matches("/Type /Page\n").count(), pages, "{name}");
            assert_eq!(text.matches("/FontFile2").count(), 2, "the font is inside");
        }
    }
}

#[test]
fn what_the_font_lacks_is_told_and_never_left_out() {
    let figure = Figure::Grid(hostile());
    let error = draw::png(&figure, &Theme::light()).expect_err("the font has no Chinese");
    assert!(error.to_string().contains("\u{4e2d} (U+4E2D)"), "{error}");
    assert!(draw::pdf(&figure, &Theme::light()).is_err());
}

#[test]
fn a_view_asks_for_pictures_and_a_build_writes_them() {
    let folder = copy_of(&repository().join("tests/cases/museum"));
    let views = folder.path().join("ontology/views");
    let file = fs::read_dir(&views).expect("views").next().expect("a view").expect("an entry").path();
    let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
    let text = fs::read_to_string(&file).expect("a view is read");
    let with = |also: &str| fs::write(&file, format!("also = {also}\n{text}")).expect("a view is written");
    with("[\"png\", \"pdf\"]");
    let ran = remit(folder.path(), &["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let figures = folder.path().join("output/figures");
    for path in [format!("{name}.png"), format!("print/{name}.png"), format!("dark/{name}.pdf")] {
        assert!(figures.join(&path).is_file(), "{path}");
    }
    assert_eq!(remit(folder.path(), &["build", "--check"]).code, 0);
    with("[\"pngs\"]");
    let ran = remit(folder.path(), &["check"]);
    assert!(ran.code == 1 && ran.out.contains("did you mean `png`?"), "{}", ran.out);
    // A title that the font cannot write is a fault where the picture is asked for.
    let text = text.replacen("title = \"", "title = \"\u{4e2d} ", 1);
    fs::write(&file, format!("also = [\"pdf\"]\n{text}")).expect("a view is written");
    let ran = remit(folder.path(), &["check"]);
    assert!(ran.code == 1 && ran.out.contains(&format!("{name}.toml:1:9")), "{}", ran.out);
    assert!(ran.out.contains("lacks \u{4e2d} (U+4E2D)"), "{}", ran.out);
}

#[test]
fn the_ending_of_the_file_says_the_form() {
    let project = repository();
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    for (name, head) in [("figure.png", &b"\x89PNG\r\n\x1a\n"[..]), ("figure.PDF", b"%PDF-1.")] {
        let ran = remit(&project, &["draw", "money", "--theme", "print", "-o", &path(name)]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(fs::read(path(name)).expect("a picture is written").starts_with(head));
    }
    for (name, more) in [("figure.gif", &[][..]), ("second.pdf", &["--page", "2"])] {
        let ran = remit(&project, &[&["draw", "money", "-o", &path(name)], more].concat());
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("help: "), "{}", ran.err);
        assert!(!folder.path().join(name).exists());
    }
}
