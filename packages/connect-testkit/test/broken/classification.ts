import {
  ConnectImpossibleError,
  CredentialsRefusedError,
  impossible,
  impossibleReason,
} from "@holdfast/connect";
import { type RefusalEpisode, refusedAgain } from "@holdfast/connect/testing";

import { SteppedStrategy, wholeSteps } from "../stepped-strategy.js";
import { type Broken, withSteps } from "./broken.js";

/** Strategies that are wrong about what a failure means. */
export const brokenClassifications = {
  "gives up for good on anything": withSteps({
    classify: ({ config }, error) => impossible("other", config.tag, { cause: error }),
  }),
  "never gives up": withSteps({ classify: (_call, error) => error }),
  "gives up at the first refusal": withSteps({
    classify: ({ config }, error) => {
      const reason = impossibleReason(error);
      return reason === undefined ? error : impossible(reason, config.tag, { cause: error });
    },
  }),
  "is patient for ever": withSteps({
    classify: (call, error) => {
      const meaning = wholeSteps.classify(call, error);
      const refusal = { attempts: 1, since: 0, cause: error };
      return meaning instanceof ConnectImpossibleError && meaning.reason !== "dead"
        ? new CredentialsRefusedError(call.config.tag, refusal)
        : meaning;
    },
  }),
  "counts the time alone": byItsOwnMemory(
    (episode, now, patience) => now - episode.began >= patience.duration,
  ),
  "counts the attempts alone": byItsOwnMemory(
    (episode, _now, patience) => episode.attempts >= patience.attempts,
  ),
  "never forgets a refusal": byItsOwnMemory(
    (episode, now, patience) =>
      episode.attempts >= patience.attempts && now - episode.began >= patience.duration,
  ),
  "knows only in memory that it was admitted": (ports) => {
    let admitted = false;
    const strategy = new SteppedStrategy(ports, {
      classify: (call, error) => {
        const reason = impossibleReason(error);
        return reason === undefined || admitted
          ? error
          : impossible(reason, call.config.tag, { cause: error });
      },
    });
    return {
      connect: async (agent, apiOpen, signal) => {
        const connection = await strategy.connect(agent, apiOpen, signal);
        admitted = true;
        return connection;
      },
    };
  },
  "loses the cause": withSteps({
    classify: (call, error) => {
      const meaning = wholeSteps.classify(call, error);
      return meaning === error ? new Error("it failed") : new ConnectImpossibleError();
    },
  }),
  "says little": withSteps({
    classify: (call, error) => {
      const meaning = wholeSteps.classify(call, error);
      if (!(meaning instanceof ConnectImpossibleError)) return meaning;
      const { reason } = meaning;
      return new ConnectImpossibleError("connection permanently impossible", {
        reason,
        cause: error,
      });
    },
  }),
  "cleans up after a refusal": (ports) => {
    const strategy = new SteppedStrategy(ports);
    return {
      connect: async (agent, apiOpen, signal) => {
        try {
          return await strategy.connect(agent, apiOpen, signal);
        } catch (error) {
          await agent.changeConfig((config) => config.setPassword(""));
          throw error;
        }
      },
    };
  },
  "sulks after the first failure": (ports) => {
    const strategy = new SteppedStrategy(ports);
    let failure: unknown;
    return {
      connect: async (agent, apiOpen, signal) => {
        if (failure !== undefined) throw failure;
        try {
          return await strategy.connect(agent, apiOpen, signal);
        } catch (error) {
          failure = error;
          throw error;
        }
      },
    };
  },
} satisfies Broken;

type Patience = { readonly attempts: number; readonly duration: number };

/** Strategies with a memory of refusals that nothing ever clears. */
function byItsOwnMemory(
  isFinal: (episode: RefusalEpisode, now: number, patience: Patience) => boolean,
): Broken[string] {
  return (ports) => {
    let episode: RefusalEpisode | undefined;
    return new SteppedStrategy(ports, {
      classify: ({ config }, error) => {
        const reason = impossibleReason(error);
        if (reason === undefined) return error;
        episode = refusedAgain(episode, ports.clock);
        return isFinal(episode, ports.clock.now(), ports.policy.patience)
          ? impossible(reason, config.tag, { cause: error })
          : error;
      },
    });
  };
}
