"""Walks through the service's pages as a person would, without script, and takes pictures.

pages.py URL FOLDER: prints one line a step, and sizes and times of the pages; exits 1 when a step
does not end where it should.
"""
import sys
import time
import urllib.request

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

URL, FOLDER = sys.argv[1], sys.argv[2]
PAGES = ["/", "/runs", "/failures", "/flakes", "/quarantine", "/review", "/search?q=main"]
failed = []


def check(what, holds):
    print(("ok   " if holds else "FAIL ") + what)
    if not holds:
        failed.append(what)


def browser(width, height, dark=False, script=False):
    options = webdriver.ChromeOptions()
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                     "--disable-dev-shm-usage", f"--window-size={width},{height}"]:
        options.add_argument(argument)
    if dark:
        options.add_argument("--force-dark-mode")
        options.add_argument("--blink-settings=preferredColorScheme=0")
    if not script:
        options.add_experimental_option(
            "prefs", {"profile.managed_default_content_settings.javascript": 2})
    driver = webdriver.Chrome(options=options)
    driver.set_window_size(width, height)
    return driver


def heading(driver):
    return driver.find_element(By.TAG_NAME, "h1").text


def walk(driver):
    driver.get(URL + "/")
    check("today's page", heading(driver) == "Today")
    driver.find_element(By.LINK_TEXT, "Failures").click()
    check("to the failures by the menu", heading(driver) == "Failures")
    current = driver.find_element(By.CSS_SELECTOR, "nav a[aria-current=page]").text
    check("the menu says where one is", current == "Failures")
    first = driver.find_element(By.CSS_SELECTOR, "tbody th a")
    words = first.text
    first.click()
    check("a failure by its name", heading(driver)[:40] == words[:40])
    check("the cause is highlighted", len(driver.find_elements(By.CSS_SELECTOR, ".log .cause")) == 1)
    driver.find_elements(By.CSS_SELECTOR, "#jobs ~ .scroll tbody th a")[0].click()
    check("from there to a run", ", run " in heading(driver))
    check("with its answer", bool(driver.find_elements(By.CSS_SELECTOR, ".answer .log .cause")))
    field = driver.find_element(By.ID, "q")
    field.send_keys("main" + Keys.ENTER)
    check("search by the keyboard", heading(driver) == "Search: main")
    check("it finds runs", bool(driver.find_elements(By.CSS_SELECTOR, "tbody th a")))
    driver.find_element(By.LINK_TEXT, "Flakes").click()
    links = [a.get_attribute("href") for a in driver.find_elements(By.CSS_SELECTOR, "tbody th a")]
    name = driver.find_element(By.CSS_SELECTOR, "tbody th a").text
    driver.find_element(By.CSS_SELECTOR, "tbody th a").click()
    check("a flaky test", heading(driver)[:40] == name[:40])
    check("with its history", len(driver.find_elements(By.CSS_SELECTOR, ".strip li")) > 5)
    while not driver.find_elements(By.NAME, "reason"):  # this one is in quarantine already
        driver.get(links.pop())
    driver.find_element(By.NAME, "reason").send_keys("fails on <b>busy</b> runners" + Keys.ENTER)
    if not driver.find_elements(By.TAG_NAME, "main"):
        check("a proposal is taken, not: " + driver.find_element(By.TAG_NAME, "body").text, False)
        return name
    check("a proposal is written down",
          "The proposal is written down." in driver.find_element(By.TAG_NAME, "main").text)
    check("and stays text", "<b>busy</b>" in driver.find_element(By.TAG_NAME, "main").text)
    driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    return name


def pictures():
    for width in (375, 768, 1280):
        for dark in (False, True):
            driver = browser(width, 1400, dark, script=True)
            driver.get(URL + "/")
            run = driver.find_element(By.CSS_SELECTOR, "#jobs ~ .scroll tbody th a").get_attribute("href")
            driver.get(URL + "/failures?days=30")
            failure = driver.find_element(By.CSS_SELECTOR, "tbody th a").get_attribute("href")
            driver.get(URL + "/flakes")
            test = driver.find_element(By.CSS_SELECTOR, "tbody th a").get_attribute("href")
            shots = [("today", URL + "/"), ("runs", URL + "/runs"), ("run", run),
                     ("failure", failure), ("test", test), ("flakes", URL + "/flakes"),
                     ("quarantine", URL + "/quarantine")]
            for name, address in shots:
                driver.get(address)
                wide = driver.execute_script(
                    "return document.documentElement.scrollWidth - window.innerWidth")
                check(f"{name} fits into {width} px", wide <= 0)
                driver.save_screenshot(f"{FOLDER}/{name}-{width}-{'dark' if dark else 'light'}.png")
            driver.quit()


def sizes():
    for path in PAGES:
        times = []
        for _ in range(9):
            start = time.perf_counter()
            body = urllib.request.urlopen(URL + path).read()
            times.append((time.perf_counter() - start) * 1000)
        times.sort()
        print(f"     {path:20} {len(body):7} bytes  median {times[4]:6.1f} ms")
        check(f"{path} is at most 100 KB", len(body) <= 100_000 or path == "/review")


driver = browser(1280, 1400)
walk(driver)
driver.quit()
sizes()
pictures()
sys.exit(1 if failed else 0)
