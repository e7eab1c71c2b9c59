// SPDX-License-Identifier: Apache-2.0

/// Draws y and ỹ. The same seed gives the same y whatever else the mixture is, and more flips contain fewer.
struct LabelSampler {
  let mixture: Mixture

  init(_ mixture: Mixture) { self.mixture = mixture }

  func sample() -> (clean: [Double], observed: [Double]) {
    var labels = RandomStream(seed: mixture.seed, purpose: .labels)
    var flips = RandomStream(seed: mixture.seed, purpose: .flips)
    let clean = (0..<mixture.points).map { _ in labels.next() >> 63 == 0 ? 1.0 : -1.0 }
    let observed = clean.map { flips.uniform() < mixture.flip ? -$0 : $0 }
    return (clean, observed)
  }
}
