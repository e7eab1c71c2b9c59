// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// One run of one cell: it is trained from t = 0 and measured.
struct SweepRun: Sendable {
  let cell: CellDefinition
  /// Of the data, which other runs may share.
  let group: Int
  let measures: [Expression]

  enum Result: Sendable, Equatable {
    /// A number for each measure; `nan` where it has no value.
    case measured([Double])
    case failed(String)
  }

  /// - Returns: `nil` where it was stopped.
  func result(with samples: SweepSamples, shouldStop: @escaping () -> Bool) -> Result? {
    do {
      var experiment = try samples.experiment(of: cell, group: group, shouldStop: shouldStop)
      guard try train(&experiment, shouldStop) else { return nil }
      return .measured(try values(of: experiment, shouldStop))
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

  /// - Returns: whether it came to an end; divergence is one, and the state is then the last finite one.
  private func train(
    _ experiment: inout Experiment, _ shouldStop: @escaping () -> Bool
  ) throws -> Bool {
    guard let training = cell.training else { return true }
    var hooks = RunHooks(shouldStop: shouldStop)
    if let until = cell.until {
      hooks.stop(where: try scope(experiment).plan(until), Work(shouldStop: shouldStop))
    }
    switch try training.advance(&experiment, hooks).ending {
    case .steps, .until, .time, .diverged, .sliding: return true
    case .interrupted: return false
    }
  }

  private func values(
    of experiment: Experiment, _ shouldStop: @escaping () -> Bool
  ) throws(Diagnostic) -> [Double] {
    let scope = scope(experiment)
    let evaluation = Evaluation(
      source: experiment, work: Work(shouldStop: shouldStop))
    return try measures.map { (measure) throws(Diagnostic) in
      let value = try evaluation.value(try scope.plan(measure))
      guard let number = value.numberOrGap else {
        throw Diagnostic(
          .invalidArgument,
          "\(SyntaxText(measure)) cannot be measured: it is \(value.kindName).")
      }
      return number
    }
  }

  /// Settings are the cell's; other names are gone from its expressions.
  private func scope(_ experiment: Experiment) -> Scope {
    var session = Session()
    session.experiment = experiment
    return Scope(session)
  }
}
