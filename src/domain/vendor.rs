//! How far a practice lets its vendor in (S3-15…18).

use serde::{Deserialize, Serialize};

/// From nothing to everything; each level includes those before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VendorLevel {
    #[default]
    None,
    /// Nothing, unless the service itself asks the vendor for help.
    Limited,
    /// What is needed to help.
    Support,
    /// All that the vendor's role includes, and switching to the practice.
    Full,
}

impl VendorLevel {
    pub const ALL: [Self; 4] = [Self::None, Self::Limited, Self::Support, Self::Full];

    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Limited => "limited",
            Self::Support => "support",
            Self::Full => "full",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// Whether somebody of the vendor may look into the practice at all.
    pub const fn opens(self) -> bool {
        matches!(self, Self::Support | Self::Full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_and_levels_rise() {
        for level in VendorLevel::ALL {
            assert_eq!(VendorLevel::from_name(level.name()), Some(level));
        }
        assert!(VendorLevel::ALL.is_sorted());
        assert!(VendorLevel::ALL.map(VendorLevel::opens).is_sorted());
    }
}
