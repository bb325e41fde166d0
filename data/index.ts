export * from './ohlcv.ts';
