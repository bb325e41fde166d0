declare module 'known-events.json' {
  const events: readonly { readonly openTime: string; readonly title: string }[];
  export default events;
}
