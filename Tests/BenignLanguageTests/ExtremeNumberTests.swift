// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import Testing

@testable import BenignLanguage

@Suite("Numbers at the ends of the doubles")
struct ExtremeNumberTests {
  private static let small = "mixture n=4 p=40 mu=3\nnetwork m=4 gamma=0.5\n"

  private func figures(_ code: String) -> [Figure] {
    var recorder = Recorder()
    let diagnostic = recorder.run(code)
    #expect(diagnostic == nil, "\(code): \(diagnostic?.message ?? "")")
    return recorder.events.compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
  }

  @Test(
    "a table is drawn whatever its places are",
    arguments: [
      "sweep r steps=[1e10, 1e20] mu=[1, 2] measure=misalignment\nplot r color=misalignment",
      "sweep r mu=[1] measure=rho\nplot r x=1e19 y=1 color=1",
      "sweep r mu=[1, 2] measure=rho\nplot r x=-1e19*mu y=1 color=1",
      "sweep r mu=[1, 2] measure=rho\nplot r x=1e300*mu y=1e-300*mu color=rho",
      "sweep r mu=[1e-300, 1e9] measure=rho\nplot r",
      "sweep r noise=[1e-300, 1e100] measure=rho\nplot r",
      "sweep r mu=[1e-220, 1] noise=[1, 2] measure=rho\nplot r color=rho theory=false",
      "sweep r mu=[1e-220, 1] noise=[1, 2] measure=rho\nplot r color=rho",
      "sweep r mu=[1e-150, 1e150] noise=[1e-150, 1e150] measure=rho\nplot r color=rho",
    ])
  func tables(code: String) {
    let figures = figures(Self.small + code)
    #expect(figures.count == 1)
    for figure in figures { #expect(!figure.svg().isEmpty && !figure.vegaLite().isEmpty) }
  }

  @Test(
    "points whose squares overflow are refused where they are defined, with the setting that is too large",
    arguments: [
      ("mixture n=3 p=2 mu=1e155", "1e155"), ("mixture n=3 p=2 mu=1 noise=1e155", "1e155"),
      ("mixture n=3 mu=1 cov=[[1e308, 40]]", "[[1e308, 40]]"),
      ("mixture student n=3 p=9 df=3 mu=1e200", "1e200"),
      ("mixture n=3 p=9 mu=1 noise=1e200 cov=powerlaw(1)", "powerlaw(1)"),
    ])
  func overflow(code: String, value: String) throws {
    var recorder = Recorder()
    let diagnostic = recorder.run(code)
    #expect(diagnostic?.kind == .invalidArgument)
    #expect(try SourceText(code).string(#require(diagnostic?.range)) == value)
    #expect(recorder.run("print n")?.kind == .notReady)
  }

  @Test(
    "a heat map with a row and a column for each row of a table is refused, and so is a curve for each"
  )
  func places() {
    var recorder = Recorder()
    let code = Self.small + "sweep r mu=1..40 noise=1..40 measure=rho\n"
    #expect(recorder.run(code) == nil)
    let own = "plot r x=mu+0.001*noise y=noise+0.001*mu color=rho"
    #expect(recorder.run(own)?.kind == .resourceLimit)
    #expect(recorder.run("plot r x=mu y=noise color=rho") == nil)
    #expect(recorder.run("plot r x=mu by=mu+0.001*noise")?.kind == .resourceLimit)
  }

  @Test(
    "flow whose steps are too short for squares or whose slopes overflow ends",
    arguments: [
      """
      mixture rademacher n=1 p=9 mu=3 orthogonal=true
      network m=2 gamma=0.01 positive=0 outer=1e300 seed=1
      flow time=20
      """,
      """
      mixture n=2 p=1 mu=3 noise=100 flip=0.2 seed=22
      network m=2 gamma=0.01 init=8 seed=16
      flow time=1e4 tolerance=1e-6
      """,
    ])
  func flow(code: String) {
    var recorder = Recorder()
    let diagnostic = recorder.run(code)
    #expect(diagnostic == nil || diagnostic?.kind == .diverged)
  }

  @Test("a kernel whose entries overflow has no eigenvalues")
  func spectrum() {
    var recorder = Recorder()
    #expect(
      recorder.run("mixture n=3 p=2 mu=1\nnetwork m=1 gamma=0.5 outer=1e160\nspectrum") == nil)
    #expect(recorder.text.hasSuffix("\nNone\n"))
  }
}
