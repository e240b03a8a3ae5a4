//! "Did you mean": the closest of the names in scope.

/// The candidate nearest to `name`, when it is near enough to be a slip.
pub(crate) fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<u8> = name.bytes().map(|b| b.to_ascii_lowercase()).collect();
    let most = (wanted.len() / 3).clamp(1, 3);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.len().abs_diff(wanted.len()) > most {
            continue;
        }
        let far = distance(&wanted, candidate, most + 1);
        let nearer = best.is_none_or(|(d, c)| far < d || (far == d && candidate < c));
        if far <= most && far > 0 && nearer {
            best = Some((far, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Edit distance without regard to case, where a swap of neighbours counts one; gives up at `limit`.
fn distance(wanted: &[u8], candidate: &str, limit: usize) -> usize {
    let other: Vec<u8> = candidate.bytes().map(|b| b.to_ascii_lowercase()).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in wanted.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut cost = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && wanted[i - 1] == *b {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        if row.iter().all(|&d| d >= limit) {
            return limit;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let names = ["Account", "accountId", "Contact", "total"];
        assert_eq!(closest("Acount", names.into_iter()), Some("Account"));
        assert_eq!(closest("toatl", names.into_iter()), Some("total"));
        assert_eq!(closest("Zebra", names.into_iter()), None);
        assert_eq!(closest("ACCOUNT", ["account"].into_iter()), None);
    }
}
