// SPDX-License-Identifier: Apache-2.0

extension CovarianceKind {
  /// Every kind, in the order of the documentation; the first one is the default.
  public static let all: [CovarianceKind] = [.isotropic, .powerLaw, .blocks]

  public static let isotropic = CovarianceKind(
    .word("isotropic"), tag: 0, "The covariance whose eigenvalues are all 1.",
    check: { (_, _) throws(CoreError) in },
    spectrum: { _, dimension in .blocks([.init(eigenvalue: 1, multiplicity: dimension)]) })

  public static let powerLaw = CovarianceKind(
    .call("powerlaw", parameter: "s", example: "mixture n=50 p=2000 mu=4 cov=powerlaw(1)"),
    tag: 1, "The covariance with eigenvalues j^−s, j = 1 … p, for `cov`.",
    check: { (numbers, _) throws(CoreError) in
      guard numbers[0] >= 0, numbers[0] <= 100 else {
        throw .invalid(key: "cov", reason: "powerlaw(s) takes a number from 0 to 100")
      }
    },
    spectrum: { numbers, dimension in
      numbers[0] > 0
        ? .powerLaw(exponent: numbers[0])
        : .blocks([.init(eigenvalue: 1, multiplicity: dimension)])
    })

  public static let blocks = CovarianceKind(
    .pairs(first: "eigenvalue > 0", second: "multiplicity"), tag: 2,
    "The covariance with these eigenvalues, each as often as its multiplicity says.",
    check: { (numbers, dimension) throws(CoreError) in
      let blocks = Covariance.blocks(of: numbers)
      for block in blocks {
        guard block.eigenvalue > 0, block.eigenvalue.isFinite else {
          throw .invalid(key: "cov", reason: "eigenvalues are finite numbers > 0")
        }
        let multiplicity = block.multiplicity
        guard multiplicity >= 1, multiplicity == multiplicity.rounded() else {
          throw .invalid(key: "cov", reason: "multiplicities are whole numbers ≥ 1")
        }
      }
      let total = total(blocks)
      guard total == dimension else {
        throw .invalid(
          key: "cov",
          reason: "the multiplicities add up to \(total.plain), and p is \(dimension.plain)")
      }
    },
    spectrum: { numbers, _ in .blocks(Covariance.blocks(of: numbers)) },
    dimension: { total(Covariance.blocks(of: $0)) })

  private static func total(_ blocks: [Covariance.Block]) -> Double {
    blocks.reduce(0) { $0 + $1.multiplicity }
  }
}

extension Covariance {
  /// Σ = I.
  public static let isotropic = Self(.isotropic)

  /// Eigenvalues j^{−exponent}, j = 1 … p.
  public static func powerLaw(exponent: Double) -> Self { Self(.powerLaw, [exponent]) }

  /// Eigenvalues with multiplicities, which add up to p.
  public static func blocks(_ blocks: [Block]) -> Self {
    Self(.blocks, blocks.flatMap { [$0.eigenvalue, $0.multiplicity] })
  }

  fileprivate static func blocks(of numbers: [Double]) -> [Block] {
    stride(from: 0, to: numbers.count - 1, by: 2).map {
      Block(eigenvalue: numbers[$0], multiplicity: numbers[$0 + 1])
    }
  }
}
