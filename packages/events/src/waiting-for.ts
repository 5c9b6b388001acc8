/** Rolls the transaction back, because an event of it has to wait for a cause. */
export class WaitingFor extends Error {
  readonly waitingFor: string;

  constructor(waitingFor: string) {
    super('An event has to wait for its cause');
    this.name = 'WaitingFor';
    this.waitingFor = waitingFor;
  }
}
