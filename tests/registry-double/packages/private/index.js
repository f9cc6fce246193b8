module.exports = () => 'made by a private package';
