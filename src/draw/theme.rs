//! Colours, tested by computation: contrast after WCAG 2.2, distances under simulated colour blindness.

use crate::figure::Hue;

/// A colour of the theme: the ink of text and borders, and the tint of areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// Text and borders.
    pub ink: &'static str,
    /// Areas.
    pub tint: &'static str,
}

/// The ink of ordinary text.
pub(super) const INK: &str = "#1A1A1A";
/// The ink of what matters less.
pub(super) const MUTED: &str = "#595959";
/// The fill of rows' own boxes.
pub(super) const ROW_FILL: &str = "#FFF3BF";
/// The ink of their borders.
pub(super) const ROW_INK: &str = "#333333";
/// Thin lines that only guide the eye.
pub(super) const GUIDE: &str = "#D9D9D9";
/// The ground of figures.
pub(super) const PAPER: &str = "#FFFFFF";

/// The colour that a name stands for.
pub fn colour(hue: Hue) -> Colour {
    match hue {
        Hue::Blue => Colour { ink: "#005A94", tint: "#E6F1F8" },
        Hue::Brown => Colour { ink: "#A04E00", tint: "#FCEFE0" },
        Hue::Green => Colour { ink: "#007A5E", tint: "#E2F3EC" },
        Hue::Grey => Colour { ink: "#1F1F1F", tint: "#EFEFEF" },
    }
}

fn channels(hex: &str) -> [f64; 3] {
    let part = |at: usize| {
        let value = hex.get(at..at + 2).and_then(|h| u8::from_str_radix(h, 16).ok()).unwrap_or(0);
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    [part(1), part(3), part(5)]
}

/// The contrast of two colours `#RRGGBB`, from 1 to 21 (<https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>).
pub fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |hex: &str| {
        let [r, g, b] = channels(hex);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUES: [Hue; 4] = [Hue::Blue, Hue::Brown, Hue::Green, Hue::Grey];

    #[test]
    fn every_text_can_be_read() {
        for hue in HUES {
            let colour = colour(hue);
            for ground in [colour.tint, PAPER] {
                assert!(contrast(colour.ink, ground) >= 4.5, "{hue:?} on {ground}");
                assert!(contrast(MUTED, ground) >= 4.5, "muted on {ground}");
                assert!(contrast(INK, ground) >= 7.0, "ink on {ground}");
            }
        }
        assert!(contrast(ROW_INK, ROW_FILL) >= 7.0);
        assert!((contrast("#000000", "#FFFFFF") - 21.0).abs() < 0.01);
    }

    /// CIE76 distance of two linear colours.
    fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
        let lab = |[r, g, b]: [f64; 3]| {
            let xyz = [
                (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
                0.2126 * r + 0.7152 * g + 0.0722 * b,
                (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
            ];
            let f = xyz.map(|t| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 });
            [116.0 * f[1] - 16.0, 500.0 * (f[0] - f[1]), 200.0 * (f[1] - f[2])]
        };
        let (a, b) = (lab(a), lab(b));
        (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
    }

    /// Machado, Oliveira and Fernandes (2009), severity 1, in linear RGB.
    const DEUTERANOPIA: [[f64; 3]; 3] = [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_820, 0.042_940, 0.968_881],
    ];
    const PROTANOPIA: [[f64; 3]; 3] = [
        [0.152_286, 1.052_583, -0.204_868],
        [0.114_503, 0.786_281, 0.099_216],
        [-0.003_882, -0.048_116, 1.051_998],
    ];

    #[test]
    fn inks_stay_apart_for_colour_blind_readers() {
        for matrix in [DEUTERANOPIA, PROTANOPIA] {
            let seen = |hex: &str| {
                let c = channels(hex);
                let row = |r: [f64; 3]| (r[0] * c[0] + r[1] * c[1] + r[2] * c[2]).clamp(0.0, 1.0);
                [row(matrix[0]), row(matrix[1]), row(matrix[2])]
            };
            for (i, a) in HUES.into_iter().enumerate() {
                for b in &HUES[i + 1..] {
                    let d = distance(seen(colour(a).ink), seen(colour(*b).ink));
                    assert!(d >= 30.0, "{a:?} and {b:?}: {d:.1}");
                }
            }
        }
    }
}
