// The theme a person chose earlier; without one, the style sheet follows the system.
try {
  const chosen = localStorage.getItem('detective.theme');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage can be forbidden: then the system decides.
}
