// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignCore

/// What every entry of the table of noise laws promises.
struct NoiseLawTests {
  /// Each law, with a parameter at which its first eight moments are finite.
  static let noises = NoiseLaw.all.map { law in
    Noise(law, parameter: law.parameter.map { $0.lowerBound + 10 } ?? 0)
  }

  @Test("words and bytes name one law each")
  func names() {
    #expect(Set(NoiseLaw.all.map(\.word)).count == NoiseLaw.all.count)
    #expect(Set(NoiseLaw.all.map(\.tag)).count == NoiseLaw.all.count)
    for law in NoiseLaw.all { #expect(NoiseLaw.named(law.word) === law) }
  }

  @Test("an entry's moments are those of the numbers that it draws", arguments: noises)
  func moments(noise: Noise) {
    let numbers = ChunkGeneratorTests.sample(noise, rows: 400).flatMap { $0 }
    func moment(_ power: Int) -> (mean: Double, error: Double) {
      let powers = numbers.map { x in (0..<power).reduce(1.0) { product, _ in product * x } }
      let mean = powers.reduce(0, +) / Double(powers.count)
      let square = powers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(powers.count)
      return (mean, (square / Double(powers.count)).squareRoot())
    }
    let expected = [0, 1, 0, noise.excessKurtosis + 3]
    for (power, expected) in zip(1...4, expected) {
      let found = moment(power)
      #expect(
        abs(found.mean - expected) <= 5 * found.error + 1e-12,
        "\(noise.law.word): moment \(power) is \(found), and \(expected) was expected")
    }
  }

  @Test("no number is larger than the law's tail allows", arguments: noises)
  func tails(noise: Noise) {
    guard let tail = noise.law.tail else { return }
    let numbers = ChunkGeneratorTests.sample(noise, rows: 200).flatMap { $0 }
    for x in [1.5, 2.5, 4.0] {
      let share = Double(numbers.count { abs($0) > x }) / Double(numbers.count)
      let bound = tail(x, noise.parameter)
      #expect(share <= bound + 5 * (bound / Double(numbers.count)).squareRoot(), "beyond \(x)")
    }
  }

  @Test("a parameter outside of its range is refused by its name", arguments: NoiseLaw.all)
  func ranges(law: NoiseLaw) {
    guard let parameter = law.parameter else { return }
    for number in [parameter.lowerBound, -1, .infinity, .nan] {
      let noise = Noise(law, parameter: number)
      #expect { try noise.validate() } throws: { error in
        guard case .invalid(let key, _) = error as? CoreError else { return false }
        return key == parameter.name
      }
    }
  }
}
