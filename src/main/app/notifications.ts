import { Notification } from 'electron';
import type { Destination } from '../../shared/destination';
import type { News } from './attention';

const LONGEST_BODY = 200;

/** Shows the system's notifications. A click on one leads to what it is about. */
export class Notifications {
  /** Those on the screen: nobody else holds on to them, and one that is gone hears no click. */
  readonly #shown = new Set<Notification>();

  constructor(private readonly show: (destination?: Destination) => void) {}

  tellNews({ title, body, session }: News): void {
    this.#tell(title, body, session === null ? { view: 'overview' } : { view: 'session', session });
  }

  tellStillRunning(): void {
    this.#tell(
      'Tooltrail goes on',
      'It keeps watching your agents. Start it again, or use its icon, to see them.',
    );
  }

  #tell(title: string, body: string, destination?: Destination): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body: body.slice(0, LONGEST_BODY) });
    notification.on('click', () => {
      this.#shown.delete(notification);
      this.show(destination);
    });
    notification.on('close', () => this.#shown.delete(notification));
    notification.on('failed', () => this.#shown.delete(notification));
    this.#shown.add(notification);
    notification.show();
  }
}
