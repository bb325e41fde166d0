#!/bin/sh
# @tensorflow/tfjs-layers 4.22.0 (npm), Node 20.20.
#
# Expected: what `tf.layers.masking` marks as padding is skipped in training as well: in Keras, whose port this is, the mask goes
#   as far as the loss, and the targets of masked steps count for nothing.
# Came: LSTM and GRU skip masked steps, but the loss counts them like all others. Where each candle's target is 2, and as
#   many steps of padding with target 0 follow, a model learns to forecast 0.6; without the padding it learns 2. The loss of
#   one model on the same candles is another with padding, and changes with targets that nobody should look at.
#   `globalAveragePooling1d` after a mask counts the padding, too. Nothing warns.
# Why it matters: markets begin at different times, so sequences of unequal length are the rule. The project cuts its own
#   sequences to one length, without padding (models/train).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-layers@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 >/dev/null
cat >seen.cjs <<'EOF'
const { ok, strictEqual } = require('node:assert');
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const { layers, sequential } = require('@tensorflow/tfjs-layers');

const masking = () => layers.masking({ maskValue: 0, inputShape: [null, 1] });
const forecaster = () => {
  const kernelInitializer = 'ones';
  const recurrentInitializer = 'zeros';
  const lstm = layers.lstm({ units: 2, returnSequences: true, kernelInitializer, recurrentInitializer });
  const model = sequential({ layers: [masking(), lstm, layers.dense({ units: 1, kernelInitializer })] });
  model.compile({ loss: 'meanSquaredError', optimizer: tf.train.adam(0.05) });
  return model;
};
const STEPS = 4;
const known = { inputs: tf.ones([1, STEPS, 1]), targets: tf.fill([1, STEPS, 1], 2) };
/** The same, and as many steps of padding. */
const padded = (target) => ({
  inputs: tf.concat([known.inputs, tf.zeros([1, STEPS, 1])], 1),
  targets: tf.concat([known.targets, tf.fill([1, STEPS, 1], target)], 1),
});
const lossOf = (model, { inputs, targets }) => Number(model.evaluate(inputs, targets).dataSync()[0].toFixed(3));
const forecastOf = (model) => Number(model.predict(known.inputs).dataSync().at(-1).toFixed(1));

async function learnt(data) {
  const model = forecaster();
  await model.fit(data.inputs, data.targets, { epochs: 300, verbose: 0 });
  return forecastOf(model);
}

async function main() {
  await tf.setBackend('cpu');
  const model = forecaster();
  const losses = {
    'of the candles': lossOf(model, known),
    'with padding, target 0': lossOf(model, padded(0)),
    'with padding, target 100': lossOf(model, padded(100)),
  };
  const forecasts = { 'learnt from the candles': await learnt(known), 'learnt with padding': await learnt(padded(0)) };
  const pooling = sequential({ layers: [masking(), layers.globalAveragePooling1d({})] });
  const mean = pooling.predict(padded(0).inputs).dataSync()[0];
  console.log({ losses, forecasts, 'mean of ones and as much padding': mean });
  strictEqual(new Set(Object.values(losses)).size, 3);
  ok(losses['with padding, target 100'] > 1000);
  strictEqual(forecasts['learnt from the candles'], 2);
  ok(forecasts['learnt with padding'] <= 1.5, 'padding no longer counts in the loss');
  strictEqual(mean, 0.5);
}
void main();
EOF
node seen.cjs
