package io.atomicinventory.server.signin;

import com.github.benmanes.caffeine.cache.Ticker;
import io.atomicinventory.engine.access.AccessService;
import io.atomicinventory.server.security.Access;
import io.atomicinventory.server.security.Passwords;
import jakarta.servlet.DispatcherType;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.session.NullAuthenticatedSessionStrategy;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.session.DisableEncodeUrlFilter;

/** The pages: a session on every one but those that begin it. A token is nothing here, as a cookie is nothing to the API. */
@Configuration(proxyBeanMethods = false)
class PageSecurity {
    /** Everything comes from here, and nothing is written into the page itself. */
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'self'; script-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** Before the API, which takes all that is left. */
    @Bean
    @Order(1)
    SecurityFilterChain pageFilters(
            HttpSecurity http,
            Sessions sessions,
            AccessService access,
            Passwords passwords,
            SignInDelays delays,
            PageRefusals refusals,
            PageAudit audit,
            @Value("${server.servlet.session.cookie.name}") String cookie) {
        return http.securityMatcher(Pages.ALL)
                .addFilterBefore(new PageTroubleFilter(refusals), DisableEncodeUrlFilter.class)
                .addFilterAfter(new SessionFilter(sessions), SecurityContextHolderFilter.class)
                // No bean: as one it would be asked a second time, as everybody's.
                .authenticationProvider(new PasswordProvider(access, passwords, delays, sessions))
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(Pages.SIGN_IN, Pages.SET_UP, Pages.ASSETS)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .securityContext(context -> context.securityContextRepository(sessions.contexts()))
                .sessionManagement(session -> session.sessionAuthenticationStrategy(sessions.beginning()))
                .csrf(csrf -> csrf.csrfTokenRepository(sessions.csrfTokens())
                        .sessionAuthenticationStrategy(new NullAuthenticatedSessionStrategy()))
                .formLogin(form -> form.loginPage(Pages.SIGN_IN)
                        .usernameParameter("personId")
                        .passwordParameter("password")
                        .successHandler((request, response, signedIn) -> {
                            audit.done(request, Access.of(signedIn));
                            response.sendRedirect(Pages.HOME);
                        })
                        .failureHandler(refusals::failed))
                .logout(out -> out.logoutUrl(Pages.SIGN_OUT)
                        .addLogoutHandler((request, response, signedIn) -> {
                            if (signedIn != null && signedIn.getDetails() instanceof SignedIn) {
                                audit.done(request, Access.of(signedIn));
                            }
                        })
                        .deleteCookies(cookie)
                        .logoutSuccessUrl(Pages.SIGN_IN + "?out"))
                .exceptionHandling(refused -> refused.authenticationEntryPoint(
                                (request, response, e) -> refusals.notSignedIn(request, response))
                        .accessDeniedHandler((request, response, e) -> refusals.forged(request, response)))
                .headers(headers -> headers.addHeaderWriter((request, response) ->
                                response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)))
                .httpBasic(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    @Bean
    SignInDelays signInDelays() {
        return new SignInDelays(Ticker.systemTicker());
    }
}
