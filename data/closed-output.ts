const OUTPUTS = [process.stdout, process.stderr];

function onUnread(then: () => void): void {
  for (const output of OUTPUTS) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      then();
    });
  }
}

/**
 * Ends a command that only prints once nobody reads it any more, as after `| head` or a pager that was left, without the
 * stack that Node makes of it.
 */
export const endWithReader = (): void => onUnread(() => process.exit());

/** Lets a command that writes a file go on with that where nobody reads what it prints any more. */
export const outliveReader = (): void => onUnread(() => undefined);
