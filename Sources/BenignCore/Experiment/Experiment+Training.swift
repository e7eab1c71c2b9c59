// SPDX-License-Identifier: Apache-2.0

extension Experiment {
  /// Takes steps of gradient descent.
  ///
  /// Interruption and divergence are endings, with every step done kept.
  /// - Throws: `.notReady`, `.invalid` (another loss than before), and what the hooks throw; the experiment is then as before.
  /// - Complexity: O(n²g) a full step for g patterns, O(n²) a collapsed one, whatever p is.
  public mutating func descend(
    _ settings: DescentSettings, hooks: RunHooks
  ) throws -> RunReport {
    let (problem, start) = try requireTraining()
    var state = start
    try state.adopt(loss: settings.loss, reduction: settings.reduction)
    try state.requireRepresentableLoss(in: problem)
    state.optimization = state.optimization.adopting(settings)
    try state.optimization.validate(points: problem.points)
    let rate = try learningRate(settings, state: state, hooks: hooks)
    state.diverged = false
    switch settings.learningRate {
    case .fixed: state.isRateGiven = true
    case .automatic: state.isRateGiven = false
    case nil: break
    }
    let isWatched = hooks.until?.isSampled == false
    if state.optimization.isPlain {
      state.velocity = nil
      var motion = DescentMotion(
        state, of: problem, learningRate: rate, settings: settings, stop: hooks.stop)
      if isWatched { motion.mostSteps = 1 }
      return try walk(motion, settings, from: start, hooks: hooks)
    }
    var motion = OptimizedMotion(state, of: problem, learningRate: rate, stop: hooks.stop)
    if isWatched { motion.mostSteps = 1 }
    return try walk(motion, settings, from: start, hooks: hooks)
  }

  private mutating func walk(
    _ motion: some Motion, _ settings: DescentSettings, from start: TrainingState, hooks: RunHooks
  ) throws -> RunReport {
    let run = try TrainingRun(
      motion, in: self,
      course: .init(
        target: settings.steps.map { start.step + $0 }, arrival: .steps,
        schedule: RecordSchedule(
          from: start.step, length: settings.steps, points: settings.points)), hooks: hooks)
    let report = try run.execute()
    training = run.motion.reached
    // A rate with which no step was taken is no last one.
    if run.motion.state.step == start.step { training?.isRateGiven = start.isRateGiven }
    trajectory = run.trajectory
    return report
  }

  /// Lets gradient flow, dW/dt = −∇L(W), carry the network; t stands still.
  ///
  /// Interruption and sliding along a kink are endings, with the time done kept.
  /// - Throws: `.notReady`, `.invalid` (a loss with a kink, or another loss than before), and what the hooks throw; the experiment is then as before.
  public mutating func flow(_ settings: FlowSettings, hooks: RunHooks) throws -> RunReport {
    let (problem, start) = try requireTraining()
    var state = start
    try state.adopt(loss: settings.loss, reduction: settings.reduction)
    let formulas: any SmoothLossFormulas.Type
    switch state.loss.form {
    case .smooth(let own): formulas = own
    case .linear(let kink, _):
      throw CoreError.invalid(
        key: "loss",
        reason: """
          gradient flow needs a smooth loss; \(state.loss.word) has a kink at margin \(kink.plain)
          """)
    }
    state.diverged = false
    // Flow has no velocity.
    state.velocity = nil
    let proposed = state
    let step = try abandonably(size: size, stop: hooks.stop) {
      (_, stop) throws(CoreError) in
      try LearningRateRule(problem: problem).proposal(for: proposed, stop: stop)
    }
    let unit = settings.time.map { min(step, state.time + $0 / 10) } ?? step
    let motion = FlowMotion(
      state, of: problem, loss: formulas, tolerance: settings.tolerance, stop: hooks.stop)
    let run = try TrainingRun(
      motion, in: self,
      course: .init(
        target: settings.time.map { state.time + $0 }, arrival: .time,
        schedule: RecordSchedule(
          from: state.time, length: settings.time, points: settings.points, unit: unit,
          isWhole: false)), hooks: hooks)
    let report = try run.execute()
    training = run.motion.reached
    trajectory = run.trajectory
    return report
  }

  private func learningRate(
    _ settings: DescentSettings, state: TrainingState, hooks: RunHooks
  ) throws(CoreError) -> Double {
    let (problem, _) = try requireTraining()
    switch settings.learningRate {
    case .fixed(let rate):
      guard rate > 0, rate.isFinite else {
        throw .invalid(key: "lr", reason: "lr is a finite number > 0, or auto")
      }
      return rate
    case .automatic: break
    case nil: if let last = state.learningRate { return last }
    }
    return try abandonably(size: size, stop: hooks.stop) {
      (_, stop) throws(CoreError) in
      try LearningRateRule(problem: problem).rate(from: state, stop: stop)
    }
  }
}

extension TrainingState {
  /// - Throws: `.invalid` where no step can be taken, however small it is.
  fileprivate func requireRepresentableLoss(in problem: TrainingProblem) throws(CoreError) {
    let margins = margins(in: problem)
    guard !progress.loss.canStep(from: margins) else { return }
    let worst = margins.first { !progress.loss.canStep(from: [$0]) } ?? .nan
    throw .invalid(
      key: "init",
      reason: """
        a margin is \(worst) before the first step, and the \(progress.loss.word) loss can be computed \
        from \(progress.loss.lowestMargin) to 1e150
        """)
  }

  /// Loss and reduction may be chosen at t = 0 only.
  mutating func adopt(loss: Loss?, reduction: Reduction?) throws(CoreError) {
    if let loss, loss != self.loss {
      guard isAtStart else {
        throw .invalid(
          key: "loss",
          reason: "the loss is \(self.loss.word) since t = 0; start anew to change it")
      }
      self.loss = loss
    }
    if let reduction, reduction != self.reduction {
      guard isAtStart else {
        throw .invalid(
          key: "reduction",
          reason: "the reduction is \(self.reduction.rawValue) since t = 0; start anew to change it"
        )
      }
      self.reduction = reduction
    }
  }
}
