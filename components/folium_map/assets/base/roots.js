/** Where the app is: addresses that the server names are relative to it, whatever the base path is. */

/** The app's root: this file lies at `assets/base/` below it. */
export const APP_ROOT = new URL("../../", import.meta.url);
