// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency

/// One run of one cell: it is trained from t = 0 and measured.
struct SweepRun: Sendable {
  let cell: CellDefinition
  let measures: [Expression]

  enum Result: Sendable, Equatable {
    /// A number for each measure; `nan` where it has no value.
    case measured([Double])
    case diverged
    /// The same as `measured`, where a solver left undecided what some measure is.
    case undecided([Double])
    case absent(SweepTable.Absence)
    case failed(String)
  }

  /// - Parameter experiment: gives the cell's experiment at t = 0.
  /// - Returns: `nil` where it was stopped.
  func result(
    stop: StopSignal, from experiment: () throws(CoreError) -> Experiment
  ) -> Result? {
    do {
      if let source = cell.source(of: measures) {
        return .measured(try values(of: source, in: Experiment(), stop))
      }
      var experiment = try experiment()
      switch try train(&experiment, stop) {
      case .ended: return try measured(experiment, stop)
      case .diverged: return .diverged
      case .stopped: return nil
      }
    } catch CoreError.interrupted {
      return nil
    } catch let error as CoreError {
      return .failed(Diagnostic(error).message)
    } catch let error as Diagnostic {
      return error.kind == .interrupted ? nil : .failed(error.message)
    } catch {
      return .failed("\(error)")
    }
  }

  private enum Progress {
    case ended
    case diverged
    case stopped
  }

  private func train(
    _ experiment: inout Experiment, _ stop: StopSignal
  ) throws -> Progress {
    guard let training = cell.training else { return .ended }
    var hooks = RunHooks(stop: stop)
    if let until = cell.until {
      hooks.stop(where: try scope(experiment).plan(until), Work(stop: stop))
    }
    switch try training.advance(&experiment, hooks).ending {
    case .steps, .until, .time: return .ended
    // Where flow is not defined any more, no number is its own.
    case .diverged, .sliding: return .diverged
    case .lastClock: throw Diagnostic(.invalidArgument, "until never held.")
    case .interrupted: return .stopped
    }
  }

  private func measured(
    _ experiment: Experiment, _ stop: StopSignal
  ) throws -> Result {
    let values = try values(of: experiment, in: experiment, stop)
    let isOpen = try zip(values, measures).contains { value, measure in
      try value.isNaN && isUndecided(measure, experiment, stop)
    }
    return isOpen ? .undecided(values) : .measured(values)
  }

  /// Whether a measure without a value speaks of a direction of which it is not decided whether there is one, or which it is.
  private func isUndecided(
    _ measure: Expression, _ experiment: Experiment, _ stop: StopSignal
  ) throws -> Bool {
    let asksNetwork = measure.names.contains { name in
      switch Quantity.named(name)?.requirement {
      case .network, .mixtureAndNetwork: true
      case .data, .mixture, nil: false
      }
    }
    guard asksNetwork else { return false }
    return try experiment.value(of: .separable, stop: stop) != .boolean(false)
      && experiment.value(of: .limitMargin, stop: stop) == .none
  }

  /// - Parameter experiment: whose settings they may name.
  private func values(
    of source: some QuantitySource, in experiment: Experiment, _ stop: StopSignal
  ) throws(Diagnostic) -> [Double] {
    let scope = scope(experiment)
    let evaluation = Evaluation(
      source: source, work: Work(stop: stop), needsValues: true)
    return try measures.map { (measure) throws(Diagnostic) in
      let value: Value
      do throws(Diagnostic) {
        value = try evaluation.value(try scope.plan(measure))
      } catch {
        // What is made of something without a value has none itself.
        guard error.kind == .invalidArgument, try measure.asksNone(of: source, in: experiment, stop)
        else { throw error }
        return .nan
      }
      guard let number = value.numberOrGap else {
        throw Diagnostic(
          .invalidArgument,
          "\(SyntaxText(measure)) cannot be measured: it is \(value.kindName).")
      }
      return number
    }
  }

  /// Settings and free variables are the cell's; other names are gone from its expressions.
  private func scope(_ experiment: Experiment) -> Scope {
    var session = Session()
    session.experiment = experiment
    for (name, value) in cell.variables { session.set(value, as: name) }
    return Scope(session)
  }
}

extension Expression {
  /// Whether some quantity or setting in it has no value.
  fileprivate func asksNone(
    of source: some QuantitySource, in experiment: Experiment, _ stop: StopSignal
  ) throws(Diagnostic) -> Bool {
    for name in names {
      if let setting = Setting.named(name) {
        let value = (try? setting.value(in: experiment)) ?? Value.none
        if value == .none { return true }
      } else if let quantity = Quantity.named(name) {
        do {
          if try source.value(of: quantity, stop: stop) == .none { return true }
        } catch {
          throw Diagnostic(error)
        }
      }
    }
    return false
  }
}
