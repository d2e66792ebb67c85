//! Colours as numbers: how well one can be read on another, and how far apart two are for colour-blind readers.

use std::fmt;
use std::str::FromStr;

/// A colour of sRGB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rgb([u8; 3]);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02X}{g:02X}{b:02X}")
    }
}

/// A text that is no colour `#RRGGBB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoColour;

impl FromStr for Rgb {
    type Err = NoColour;

    fn from_str(text: &str) -> Result<Self, NoColour> {
        let digits =
            text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()));
        let value = u32::from_str_radix(digits.ok_or(NoColour)?, 16).map_err(|_| NoColour)?;
        let [_, r, g, b] = value.to_be_bytes();
        Ok(Self([r, g, b]))
    }
}

/// Red, green and blue as light, from 0 to 1.
type Light = [f64; 3];

impl Rgb {
    /// Red, green and blue.
    pub fn parts(self) -> [u8; 3] {
        self.0
    }

    fn light(self) -> Light {
        self.0.map(|part| {
            let value = f64::from(part) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    }
}

/// The contrast of two colours, from 1 to 21 (<https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>).
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let luminance = |colour: Rgb| {
        let [r, g, b] = colour.light();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// What readers see who lack green cones, and who lack red ones: Machado, Oliveira and Fernandes (2009), severity 1.
const COLOUR_BLIND: [[Light; 3]; 2] = [
    [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_820, 0.042_940, 0.968_881],
    ],
    [
        [0.152_286, 1.052_583, -0.204_868],
        [0.114_503, 0.786_281, 0.099_216],
        [-0.003_882, -0.048_116, 1.051_998],
    ],
];

/// How far apart two colours are for the colour-blind readers to whom they are nearest, as CIE76 distance.
pub fn distance(a: Rgb, b: Rgb) -> f64 {
    let seen = |matrix: &[Light; 3], colour: Rgb| {
        let light = colour.light();
        matrix.map(|row| (0..3).map(|i| row[i] * light[i]).sum::<f64>().clamp(0.0, 1.0))
    };
    let apart = |matrix| {
        let (a, b) = (lab(seen(matrix, a)), lab(seen(matrix, b)));
        (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
    };
    COLOUR_BLIND.iter().map(apart).fold(f64::INFINITY, f64::min)
}

/// CIE L*a*b* under the white of sRGB.
fn lab([r, g, b]: Light) -> [f64; 3] {
    let xyz = [
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    ];
    let f = xyz.map(|t| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 });
    [116.0 * f[1] - 16.0, 500.0 * (f[0] - f[1]), 200.0 * (f[1] - f[2])]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(text: &str) -> Rgb {
        text.parse().unwrap_or_else(|_| panic!("{text} is a colour"))
    }

    #[test]
    fn contrast_and_distance_of_known_colours() {
        assert!((contrast(rgb("#000000"), rgb("#FFFFFF")) - 21.0).abs() < 0.01);
        assert!((distance(rgb("#000000"), rgb("#FFFFFF")) - 100.0).abs() < 0.1);
        // A red and a green that are one colour to many readers.
        assert!(distance(rgb("#7F4F00"), rgb("#5A6400")) < 15.0);
        assert_eq!(rgb("#0a1B2c").to_string(), "#0A1B2C");
        assert!("#12345".parse::<Rgb>().is_err() && "#12345\u{e9}".parse::<Rgb>().is_err());
    }
}
