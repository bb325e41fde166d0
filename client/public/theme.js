// The theme a person chose earlier; without one, the style sheet follows the system.
try {
  const chosen = localStorage.getItem('detective.theme');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage can be forbidden: then the system decides.
}

// On paper there is no dark background, and light letters on white can't be read.
let onScreen;
addEventListener('beforeprint', () => {
  onScreen = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = 'light';
});
addEventListener('afterprint', () => {
  if (onScreen) document.documentElement.dataset.theme = onScreen;
  else delete document.documentElement.dataset.theme;
});
