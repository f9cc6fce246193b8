'use strict';
// For a preload script: hands the page's errors to the main process, which asks for consent (crash-reporter.js).

const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('crashReports', { report: error => ipcRenderer.send('crash-reports:error', error) });
