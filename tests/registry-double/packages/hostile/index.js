module.exports = when => require('./attack.js')(when);
