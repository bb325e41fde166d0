import { InvalidOhlcvError } from '@detective/data';
import { CandleInput, Detection } from '@detective/schema';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { parseCandle } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { LimitExceededError } from '../errors/request-errors.ts';
import { CandleInputError } from '../graphql/errors.ts';
import { RefusedCandleError } from '../ingest/incoming-candle.ts';

const CANDLES_A_REQUEST = 1_000;

@Resolver()
export class PredictionResolver {
  @Mutation(() => Detection, {
    description:
      'Judges one closed candle, stores candle and judgement, and returns the judgement. Sending the same candle ' +
      'again returns the stored judgement and changes nothing.',
  })
  async predictAnomaly(
    @Arg('candle', () => CandleInput) input: CandleInput,
    @Ctx() { ingest }: Context,
  ): Promise<Detection> {
    const [detection] = await ingest.judge([parseCandle(input)]);
    if (!detection) throw new Error('a candle was judged without a detection');
    return detection;
  }

  @Mutation(() => [Detection], {
    description: 'The same for up to 1,000 candles, each series in ascending order. All are stored, or none.',
  })
  async predictAnomalies(
    @Arg('candles', () => [CandleInput]) inputs: CandleInput[],
    @Ctx() { ingest }: Context,
  ): Promise<Detection[]> {
    if (inputs.length > CANDLES_A_REQUEST) {
      throw new LimitExceededError('Candles per request', CANDLES_A_REQUEST, inputs.length);
    }
    const candles = inputs.map((input, index) => {
      try {
        return parseCandle(input);
      } catch (error) {
        if (error instanceof InvalidOhlcvError) {
          throw new CandleInputError(index, error);
        }
        throw error;
      }
    });
    return ingest.judge(candles).catch((error: unknown) => {
      if (error instanceof RefusedCandleError)
        throw new CandleInputError(candles.indexOf(error.candle), error);
      throw error;
    });
  }
}
