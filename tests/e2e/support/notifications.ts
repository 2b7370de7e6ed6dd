import type { ElectronApplication } from '@playwright/test';

interface Told {
  title: string;
  body: string;
}

/** Keeps what notifications say at hand: nobody here can look at the desktop's. */
export async function watchNotifications(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(({ Notification }) => {
    const shown: Electron.Notification[] = [];
    Object.assign(process, { shownNotifications: shown });
    Notification.prototype.show = function (this: Electron.Notification) {
      shown.push(this);
    };
    Notification.isSupported = () => true;
  });
}

export function notificationsOf(electron: ElectronApplication): Promise<Told[]> {
  return electron.evaluate(() => {
    const { shownNotifications } = process as unknown as { shownNotifications: Electron.Notification[] };
    return shownNotifications.map(({ title, body }) => ({ title, body }));
  });
}

/** Clicks the newest one. */
export function clickNotification(electron: ElectronApplication): Promise<boolean | undefined> {
  return electron.evaluate(() => {
    const { shownNotifications } = process as unknown as { shownNotifications: Electron.Notification[] };
    return shownNotifications.at(-1)?.emit('click');
  });
}
