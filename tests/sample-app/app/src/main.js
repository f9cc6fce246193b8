const { app, BrowserWindow } = require('electron');
const path = require('node:path');

app.whenReady().then(() => {
  if (!process.argv.includes('--print-version')) return new BrowserWindow().loadFile(path.join(__dirname, 'index.html'));
  console.log(`${app.getName()} ${app.getVersion()}`);
  app.quit();
});
